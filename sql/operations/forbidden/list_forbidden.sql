-- Lists the pairs that never may be.
-- into: rows
select s.student_no || '/' || t.staff_no as row_key, s.student_no, t.staff_no, f.reason
from forbidden as f
join student as s on s.campus_id = f.campus_id and s.id = f.student_id
join staff as t on t.campus_id = f.campus_id and t.id = f.staff_id
where f.campus_id = :campus
  and (s.student_no || '/' || t.staff_no) collate "C" > coalesce(:after::text, '')
order by (s.student_no || '/' || t.staff_no) collate "C"
limit coalesce(:limit::list_limit, 1000);
