-- Lists the last session of each student, by the day of the next look.
-- into: rows
select k.id, s.student_no, s.name, k.held_at, k.form, k.next_on
from student as s
cross join lateral (
    select c.id, c.held_at, c.form, c.next_on from counselling as c
    where c.campus_id = :campus and c.student_id = s.id
    order by c.held_at desc limit 1) as k
where s.campus_id = :campus and (:due_by::date is null or k.next_on <= :due_by::date)
  and coalesce(:reason::text, '') is not null
order by k.next_on nulls last, s.student_no;
