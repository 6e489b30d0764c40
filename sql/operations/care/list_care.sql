-- Lists tiers that hold today.
-- into: rows
select s.student_no, s.name, c.tier, c.since,
       (select max(k.next_on) from counselling as k
        where k.campus_id = :campus and k.student_id = s.id) as next_on
from student as s
cross join lateral (
    select k.tier, k.since, k.ended from care as k
    where k.campus_id = :campus and k.student_id = s.id and k.since <= :today
    order by k.since desc limit 1) as c
where s.campus_id = :campus and not c.ended and coalesce(:reason::text, '') is not null
order by c.tier desc, c.since, s.student_no;
