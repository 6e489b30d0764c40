-- Lists changes: all of the campus for the lead, for everybody else what they asked themselves.
-- into: rows
select c.id, c.pairing_id as pairing, c.kind, c.state, s.student_no, s.name as student_name,
       p."group", t.staff_no, c.reason, w.staff_no as wish_no, c.asked_at, c.asked_as::text,
       c.decision
from change_request as c
join pairing as p on p.campus_id = c.campus_id and p.id = c.pairing_id
join student as s on s.campus_id = p.campus_id and s.id = p.student_id
join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
left join staff as w on w.campus_id = c.campus_id and w.id = c.wish_staff_id
where c.campus_id = :campus
  and (:caller_role = 'campus_lead' or c.asked_by = :caller)
  and (not coalesce(:open::boolean, false) or c.state = 'open')
order by c.asked_at desc, c.id;
