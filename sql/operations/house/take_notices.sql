-- Takes what is due, to be sent.
-- into: rows
select t.campus_id, t.id::text, t.kind, t.url, t.secret, t.content
from take_notices(:now::timestamptz, 10) as t;
