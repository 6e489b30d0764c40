-- Lists mentors' answers by mentor, group and student.
-- into: rows
select t.staff_no || '/' || a."group" || '/' || s.student_no as row_key, t.staff_no, a."group",
       s.student_no, coalesce(a.rank::text, 'refuse') as rank
from answer as a
join staff as t on t.campus_id = a.campus_id and t.id = a.staff_id
join student as s on s.campus_id = a.campus_id and s.id = a.student_id
where a.campus_id = :campus and a.plan_year = current_plan()
  and (:mentor::text is null or t.staff_no = :mentor::text)
  and (t.staff_no || '/' || a."group" || '/' || s.student_no) collate "C"
      > coalesce(:after::text, '')
order by (t.staff_no || '/' || a."group" || '/' || s.student_no) collate "C"
limit coalesce(:limit::list_limit, 1000);
