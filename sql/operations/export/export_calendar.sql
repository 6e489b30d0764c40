-- The spans of the district's calendar.
-- into: rows
select c.first_on, c.last_on, c.kind, c.name
from calendar as c
cross join lateral (
    select concat_ws(chr(31), c.first_on, c.kind) as row_key
) as k
where k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
