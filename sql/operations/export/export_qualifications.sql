-- What mentors may do, and who verified it.
-- into: rows
select t.staff_no, q.kind, q.valid_until, q.subject, q.reference, q.verified_by
from qualification as q
join staff as t on t.campus_id = q.campus_id and t.id = q.staff_id
cross join lateral (
    select concat_ws(chr(31), t.staff_no, q.kind, coalesce(q.subject, '')) as row_key
) as k
where q.campus_id = :campus
  and t.home_campus_id is null
  and :reason::text is not null
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
