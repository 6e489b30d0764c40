-- Pairs that never may be.
-- into: rows
select s.student_no, t.staff_no, f.reason
from forbidden as f
join student as s on s.campus_id = f.campus_id and s.id = f.student_id
join staff as t on t.campus_id = f.campus_id and t.id = f.staff_id
cross join lateral (
    select concat_ws(chr(31), s.student_no, t.staff_no) as row_key
) as k
where f.campus_id = :campus
  and :reason::text is not null
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
