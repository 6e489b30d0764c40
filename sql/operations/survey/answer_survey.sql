-- Fills an answer while the survey runs; given again, the last word holds. A student answers for
-- nobody else, and nobody for a student.
-- expect: one
update survey_answer as a
set guidance = :guidance::percent_points, growth = :growth::percent_points,
    remark = :remark::long_text, answered_at = :now::timestamptz, answered_by = :caller
from survey as v, student as s
where a.campus_id = :campus and v.campus_id = :campus and s.campus_id = :campus
  and v.number = :survey::int and a.number = v.number and a.student_id = s.id
  and case when :caller_role = 'student'
           then s.id = :caller_student
                and (:student::text is null or s.student_no = upper(:student))
           else s.student_no = upper(:student) and reaches(s.id) end
  and case when :today not between v.opened_on and v.closes_on then refuse('survey_running')
           when v.audience = 'student' and :caller_role <> 'student'
           then refuse('survey_of_guardians')
           when v.audience = 'guardian' and :caller_role = 'student'
           then refuse('survey_of_students')
           else true end
returning v.number as survey;
