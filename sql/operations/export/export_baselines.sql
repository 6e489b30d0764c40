-- Last years' figures of all campuses.
-- into: rows
select b.year, c.code as campus_code, b.kpi, b.numerator, b.denominator
from baseline as b
join campus as c on c.id = b.campus_id
cross join lateral (
    select concat_ws(chr(31), b.year, c.code, b.kpi) as row_key
) as k
where (:year::int is null or b.year = :year::int)
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
