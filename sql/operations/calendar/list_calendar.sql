-- Lists the calendar's spans in their order.
-- into: rows
select first_on || '/' || kind as row_key, first_on, last_on, kind, name
from calendar
where (first_on || '/' || kind) collate "C" > coalesce(:after::text, '')
order by (first_on || '/' || kind) collate "C"
limit coalesce(:limit::list_limit, 1000);
