-- Lists every pairing there ever was, with the reasons of the ends. A mentor sees the own ones.
-- into: rows
select p.id, s.student_no, s.name as student_name, p."group", t.staff_no, t.name as mentor_name,
       p.started_on, p.ended_on, p.end_reason, p.origin, p.replaces
from pairing as p
join student as s on s.campus_id = p.campus_id and s.id = p.student_id
join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
where p.campus_id = :campus
  and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
  and (:mentor::text is null or t.staff_no = :mentor::text)
  and (:student::text is null or s.student_no = upper(:student::text))
  and (:after::uuid is null or (s.student_no, p."group", p.started_on, p.id) > (
      select b.student_no, a."group", a.started_on, a.id
      from pairing as a
      join student as b on b.campus_id = a.campus_id and b.id = a.student_id
      where a.campus_id = :campus and a.id = :after::uuid))
order by s.student_no, p."group", p.started_on, p.id
limit coalesce(:limit::list_limit, 1000);
