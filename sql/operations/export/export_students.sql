-- Who is on roll, or will be.
-- into: rows
select s.student_no, s.name, s.gender, s.born_on, s.grade, s.class_name, s.enrolled_on,
       s.class_seat, s.boarding, s.left_behind, s.guardian_name, s.guardian_phone, s.pinyin
from student as s
where s.campus_id = :campus
  and (s.left_on is null or s.left_on > :today)
  and (:grade::int is null or s.grade = :grade::int)
  and (:class_name::text is null or s.class_name = :class_name::text)
  and :reason::text is not null
  and s.student_no collate "C" > coalesce(:after::text, '')
order by s.student_no collate "C"
limit coalesce(:limit::list_limit, 1000);
