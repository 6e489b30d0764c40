-- Whose connections are to be closed: machines revoked whose certificates are still good, and
-- accounts disabled of late.
-- into: rows
select d.id::text as device, null::text as account
from device as d
where d.revoked_at is not null and d.revoked_at > :now::timestamptz - interval '40 days'
union all
select null, a.account
from account as a
where a.disabled_at is not null and a.disabled_at > :now::timestamptz - interval '1 hour';
