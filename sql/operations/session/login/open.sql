-- Opens a session; the database holds only the hash of its random bytes. The counts of machine and
-- address stay, so that one known password clears no way for guessing others.
select
from device as d
where d.id = :device::text::uuid and d.campus_id > 0
  and case when exists (select from account_role as r
                        where r.account_campus_id = :campus_id::int
                          and r.account_id = :account_id::bigint and r.campus_id = d.campus_id)
           then true else refuse('device_of_campus') end;

delete from login_throttle where kind = 'account' and key = left(:account::text, 100);

insert into session (campus_id, token_sha256, account_id, device_id, started_at, seen_at,
                     expires_at)
values (:campus_id::int, :token_sha256::bytea, :account_id::bigint, :device::text::uuid,
        :now::timestamptz, :now::timestamptz,
        :now::timestamptz + make_interval(mins => :minutes::int))
returning expires_at;

select a.account, a.must_change,
       nullif(campus_code_of(a.campus_id)::text, '0000000000') as campus_code
from account as a
where a.campus_id = :campus_id::int and a.id = :account_id::bigint;
