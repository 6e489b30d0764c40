-- How long each kind is kept, and how much is due.
-- into: rows
select r.kind, r.label as title, r.months, r.due::int as due
from retention_due(coalesce(:as_of::date, :today)) as r;
