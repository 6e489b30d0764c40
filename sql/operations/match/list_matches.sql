-- The campus's runs, the newest first.
-- into: rows
select r.id as run_id, r.number, r.run_on, r.cap, r.state, r.requests, r.locked, r.chosen, r.moved,
       r.coordinated, r.waiting, r.total_fit, r.blocking_pairs, iso(r.created_at) as created_at,
       iso(r.published_at) as published_at
from match_run as r
where r.campus_id = :campus
  and (:after::text is null or r.number < (
      select a.number from match_run as a
      where a.campus_id = :campus and a.id = match_run_id(:after)))
order by r.number desc
limit coalesce(:limit::list_limit, 1000);
