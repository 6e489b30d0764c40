-- Lists the students the caller reaches, by number; guardians are the lead's to see.
-- into: rows
select student_no, name, gender, born_on, grade, class_name, class_seat, boarding, left_behind,
       case when :caller_role = 'campus_lead' then guardian_name end as guardian_name,
       case when :caller_role = 'campus_lead' then guardian_phone end as guardian_phone,
       pinyin, enrolled_on, left_on
from student
where campus_id = :campus
  and (:caller_role = 'campus_lead' or reaches(id))
  and student_no > coalesce(:after::text, '')
  and (:grade::grade is null or grade = :grade::grade)
  and (:class_name::text is null or class_name = :class_name::text)
  and (:find::text is null or is_like(:find::text, name, pinyin, student_no))
order by student_no
limit coalesce(:limit::list_limit, 1000);
