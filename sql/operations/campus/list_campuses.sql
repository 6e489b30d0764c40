-- Lists the campuses by code; row 0 is the district itself.
-- into: rows
select code, name, stage
from campus
where id > 0 and code > coalesce(:after::text, '')
order by code
limit coalesce(:limit::list_limit, 1000);
