-- The mentors' answers of the plan.
-- into: rows
select t.staff_no, a."group", s.student_no, coalesce(a.rank::text, 'refuse') as rank
from answer as a
join staff as t on t.campus_id = a.campus_id and t.id = a.staff_id
join student as s on s.campus_id = a.campus_id and s.id = a.student_id
cross join lateral (
    select concat_ws(chr(31), t.staff_no, a."group", s.student_no) as row_key
) as k
where a.campus_id = :campus
  and a.plan_year = current_plan()
  and :reason::text is not null
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
