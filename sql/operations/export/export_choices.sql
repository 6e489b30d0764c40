-- The students' choices of the plan.
-- into: rows
select s.student_no, c."group", c.rank, t.staff_no
from choice as c
join student as s on s.campus_id = c.campus_id and s.id = c.student_id
join staff as t on t.campus_id = c.campus_id and t.id = c.staff_id
cross join lateral (
    select concat_ws(chr(31), s.student_no, c."group", c.rank) as row_key
) as k
where c.campus_id = :campus
  and c.plan_year = current_plan()
  and :reason::text is not null
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
