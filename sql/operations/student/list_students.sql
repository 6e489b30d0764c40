-- Lists the campus's students by number.
-- into: rows
select student_no, name, gender, born_on, grade, class_name, class_seat, boarding, left_behind,
       guardian_name, guardian_phone, pinyin, enrolled_on, left_on
from student
where campus_id = :campus
  and student_no > coalesce(:after::text, '')
  and (:grade::grade is null or grade = :grade::grade)
  and (:class_name::text is null or class_name = :class_name::text)
order by student_no
limit coalesce(:limit::list_limit, 1000);
