-- What ledger and database have not in common: lines to repeat after a restore, and erasures here
-- that a ledger cut short or exchanged does not have.
select count(*)::int as unknown
from erasure as e
where not exists (select from unnest(:hashes::text[]) as u (hash) where u.hash = e.hash);

-- into: rows
select u.place::int as place
from unnest(:hashes::text[]) with ordinality as u (hash, place)
where not exists (select from erasure as e where e.hash = u.hash)
order by u.place;
