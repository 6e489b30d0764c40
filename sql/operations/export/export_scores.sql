-- Marks; an absentee has none.
-- into: rows
select s.student_no, o.subject, o.exam, o.taken_on, o.full_mark, o.mark
from score as o
join student as s on s.campus_id = o.campus_id and s.id = o.student_id
cross join lateral (
    select concat_ws(chr(31), s.student_no, o.subject, o.exam, o.taken_on) as row_key
) as k
where o.campus_id = :campus
  and (:from::date is null or o.taken_on >= :from::date)
  and (:until::date is null or o.taken_on <= :until::date)
  and :reason::text is not null
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
