-- Lists the imports that can be taken back, the latest first.
-- into: rows
select min(i.request_id::text) as id, min(i.made_at) as made_at, a.account,
       regexp_replace(q.method, '^.*\.Import', '') as kind, count(*)::int as changes
from import_change as i
join request_claim as q on q.campus_id = i.campus_id and q.request_id = i.request_id
join account as a on a.campus_id = i.campus_id and a.id = q.account_id
where i.campus_id = :campus
group by import_run(i.request_id), a.account, q.method
order by min(i.made_at) desc, min(i.request_id::text)
limit coalesce(:limit::list_limit, 1000);
