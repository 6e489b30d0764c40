-- Ends a pairing and opens its successor on the same day, or does neither.
-- expect: one
select r.id, :id::uuid as replaces
from reassign_pairing(:id::uuid, :new_id::uuid, find_staff(:mentor::text), :on::date,
                      :reason::short_text) as r (id);
