-- Parts in contests.
-- into: rows
select s.student_no, c.contest, c.level, c.held_on, c.award, c.reference
from contest_entry as c
join student as s on s.campus_id = c.campus_id and s.id = c.student_id
cross join lateral (
    select concat_ws(chr(31), s.student_no, c.contest, c.level, c.held_on) as row_key
) as k
where c.campus_id = :campus
  and :reason::text is not null
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
