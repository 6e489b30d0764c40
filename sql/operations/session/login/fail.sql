-- Counts a wrong password for the account, the machine and the address. From a number on that is
-- small for an account and that of a whole school for an address, each doubles the pause, up to
-- five minutes; after a quarter of an hour without one the count begins anew. Never a lock.
with counted as (
    insert into login_throttle as t (kind, key, failures, blocked_until)
    select k.kind, k.key, 1, :now::timestamptz
    from (values ('account', left(:account::text, 100)), ('address', :address::text),
                 ('device', :device::text)) as k (kind, key)
    where k.key is not null
    order by k.kind, k.key
    on conflict on constraint login_throttle_pkey do update
    set failures = case when t.blocked_until < :now::timestamptz - interval '15 minutes' then 1
                        else t.failures + 1 end,
        blocked_until = :now::timestamptz + case
            when t.failures + 1 < case t.kind when 'account' then 5 when 'device' then 20 else 200
                                  end
                 or t.blocked_until < :now::timestamptz - interval '15 minutes'
                then interval '0'
            else least(interval '1 second' * power(2, least(t.failures + 1 - case t.kind
                           when 'account' then 5 when 'device' then 20 else 200 end, 9)),
                       interval '5 minutes')
            end
    returning t.failures, t.blocked_until
)
select max(failures)::int as failures,
       ceil(extract(epoch from max(blocked_until) - :now::timestamptz) * 1000)::int as blocked_ms
from counted;
