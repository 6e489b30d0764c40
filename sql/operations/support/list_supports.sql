-- Students for whom there is support, of the caller's own pairings or class.
-- into: rows
select s.student_no, s.name, s.class_name, u.advice, u.set_at
from support as u
join student as s on s.campus_id = u.campus_id and s.id = u.student_id
where u.campus_id = :campus and u.ended_at is null
  and (:after::text is null or s.student_no > :after::text)
  and is_supporter(s.campus_id, s.id)
order by s.student_no
limit least(coalesce(:limit::int, 1000), 10000);
