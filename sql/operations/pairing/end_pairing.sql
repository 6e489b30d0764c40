-- Ends a pairing, with a reason; another campus's answers as if it did not exist.
-- expect: one
select c.id, :on::date as ended_on
from close_pairings(array[:id::uuid], :on::date, :reason::short_text) as c (id);
