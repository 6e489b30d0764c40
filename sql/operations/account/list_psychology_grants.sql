-- Lists the psychology teachers' grants: of the own campus, or of all for the district.
-- into: rows
select g.account, nullif(campus_code_of(g.campus_id)::text, '0000000000') as campus_code,
       g.granted_at, g.granted_by, g.until, g.password_set_at, g.password_set_by
from psychology_grants() as g
where g.account collate "C" > coalesce(:after::text, '')
order by g.account collate "C"
limit coalesce(:limit::list_limit, 1000);
