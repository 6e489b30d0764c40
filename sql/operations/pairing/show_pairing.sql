-- Shows a pairing; a mentor sees the own ones.
-- expect: one
select p.id, s.student_no, s.name as student_name, p."group", t.staff_no, t.name as mentor_name,
       p.started_on, p.ended_on, p.end_reason, p.origin, p.replaces, p.opened_at,
       (select a.account from account as a where a.campus_id = :campus and a.id = p.opened_by)
           as opened_by,
       p.ended_at,
       (select a.account from account as a where a.campus_id = :campus and a.id = p.ended_by)
           as ended_by,
       (select count(*)::int from record as r
        where r.campus_id = :campus and r.staff_id = p.staff_id and r.student_id = p.student_id
          and r."group" = p."group" and local_date(r.held_at) >= p.started_on
          and (p.ended_on is null or local_date(r.held_at) < p.ended_on)) as records
from pairing as p
join student as s on s.campus_id = p.campus_id and s.id = p.student_id
join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
where p.campus_id = :campus and p.id = :id::uuid
  and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff);
