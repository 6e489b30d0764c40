-- Lists the machines, the oldest first.
-- into: rows
select d.id as device, d.name, d.issued_at, a.account as issued_by,
       case when d.enrolled_at is null then d.token_until end as token_until,
       d.enrolled_at, d.certified_until, d.revoked_at
from device as d
left join account as a on a.campus_id = d.campus_id and a.id = d.issued_by
where d.campus_id = :campus and (:after::uuid is null or d.id > :after::uuid)
order by d.id
limit coalesce(:limit::list_limit, 1000);
