-- Lists students' choices by student, group and rank; a student sees the own ones.
-- into: rows
select s.student_no || '/' || c."group" || '/' || lpad(c.rank::text, 2, '0') as row_key,
       s.student_no, c."group", c.rank, t.staff_no
from choice as c
join student as s on s.campus_id = c.campus_id and s.id = c.student_id
join staff as t on t.campus_id = c.campus_id and t.id = c.staff_id
where c.campus_id = :campus and c.plan_year = current_plan()
  and (:caller_role = 'campus_lead' or reaches(s.id))
  and (:student::text is null or s.student_no = upper(:student::text))
  and (s.student_no || '/' || c."group" || '/' || lpad(c.rank::text, 2, '0')) collate "C"
      > coalesce(:after::text, '')
order by (s.student_no || '/' || c."group" || '/' || lpad(c.rank::text, 2, '0')) collate "C"
limit coalesce(:limit::list_limit, 1000);
