-- Only on an enrolled machine; a revoked one is refused before its connection is closed.
select where case when exists (select from device as d
                  where d.id = :device::text::uuid and d.enrolled_at is not null
                    and d.revoked_at is null)
             then true else refuse('device_unknown') end;

-- Finds an account by its name; no row for one that is unknown or disabled.
select a.campus_id, a.id as account_id, a.password_hash
from account_directory as d
join account as a on a.campus_id = d.campus_id and a.id = d.account_id
where d.account = :account::text and a.disabled_at is null;

-- Counted by name, known or not, so that the pause tells nobody which accounts there are. On a
-- machine where the account logged in before, others' wrong passwords do not hold its owner up.
select ceil(extract(epoch from max(t.blocked_until) - :now::timestamptz) * 1000)::int as blocked_ms
from login_throttle as t
where t.blocked_until > :now::timestamptz
  and (t.kind = 'device' and t.key = :device::text
       or t.kind = 'address' and t.key = :address::text
       or t.kind = 'account' and t.key = left(:account::text, 100) and not exists (
           select from account_directory as d
           join session as s on s.campus_id = d.campus_id and s.account_id = d.account_id
           where d.account = :account::text and s.device_id = :device::text::uuid))
having max(t.blocked_until) is not null;
