-- The loan runs, the newest first: with the whole run's counts for the district, with the own
-- part's for a lead.
-- into: rows
select r.id as run_id, r.number, r.run_on, r.until, r.state, p.state as part_state,
       coalesce(p.requests, r.requests) as requests, coalesce(p.placed, r.placed) as placed
from loan_run as r
left join loan_part as p on p.campus_id = :campus and p.run_id = r.id
where (:campus = 0 or p.run_id is not null)
  and (:after::text is null or r.number < (
      select a.number from loan_run as a where a.id = loan_run_id(:after)))
order by r.number desc
limit coalesce(:limit::list_limit, 1000);
