-- Which of the chunk's accounts the campus has: their passwords stay, so none is hashed for them.
-- into: rows
select r.place::int as row
from unnest(:rows.account::text[]) with ordinality as r (account, place)
join account as a on a.campus_id = :campus and a.account = r.account
order by r.place;
