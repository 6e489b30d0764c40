-- Ends a pairing, with a reason; another campus's answers as if it did not exist.
-- expect: one
select c.id, :on::date as ended_on
from close_pairings(array[:id::uuid], :on::date, :reason::short_text) as c (id);
insert into forbidden (campus_id, student_id, staff_id, reason, forbidden_at, forbidden_by)
select :campus, p.student_id, p.staff_id, :reason, :now::timestamptz, :caller
from pairing as p
where p.campus_id = :campus and p.id = :id and :never_again::boolean
on conflict on constraint forbidden_pkey do nothing;
