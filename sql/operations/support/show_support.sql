-- What is asked for one student of the caller's own.
-- expect: one
select s.student_no, s.name, s.class_name, u.advice, u.set_at
from support as u
join student as s on s.campus_id = u.campus_id and s.id = u.student_id
where u.campus_id = :campus and u.ended_at is null and s.student_no = upper(:student::text)
  and is_supporter(s.campus_id, s.id);
