-- Counts a wrong password. From the fifth on each doubles the pause, up to five minutes; after a
-- quarter of an hour without one the count begins anew. Never a lock.
insert into login_attempt as t (account, failures, blocked_until)
values (left(:account::text, 100), 1, :now::timestamptz)
on conflict on constraint login_attempt_pkey do update
set failures = case when t.blocked_until < :now::timestamptz - interval '15 minutes' then 1
                    else t.failures + 1 end,
    blocked_until = :now::timestamptz + case
        when t.failures < 4 or t.blocked_until < :now::timestamptz - interval '15 minutes'
            then interval '0'
        else least(interval '1 second' * power(2, least(t.failures - 4, 9)), interval '5 minutes')
        end
returning failures,
    ceil(extract(epoch from blocked_until - :now::timestamptz) * 1000)::int as blocked_ms;
