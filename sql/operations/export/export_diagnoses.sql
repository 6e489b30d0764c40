-- Knowledge points by test.
-- into: rows
select s.student_no, d.subject, d.dimension, d.point, d.taken_on, d.mark, d.full_mark
from diagnosis as d
join student as s on s.campus_id = d.campus_id and s.id = d.student_id
cross join lateral (
    select concat_ws(chr(31), s.student_no, d.subject, d.point, d.taken_on) as row_key
) as k
where d.campus_id = :campus
  and (:from::date is null or d.taken_on >= :from::date)
  and (:until::date is null or d.taken_on <= :until::date)
  and :reason::text is not null
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
