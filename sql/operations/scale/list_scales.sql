-- The scales.
-- into: rows
select q.name as scale, q.title, q.version, q.items, q.low, q.high, q.age_from, q.licence_note,
       q.attested_by, q.attested_at
from scale as q order by q.name;
