-- Opens a session; the database holds only the hash of its random bytes.
delete from login_attempt where account = left(:account::text, 100);

insert into session (campus_id, token_sha256, account_id, started_at, seen_at, expires_at)
values (:campus_id::int, :token_sha256::bytea, :account_id::bigint, :now::timestamptz,
        :now::timestamptz,
        :now::timestamptz + make_interval(mins => :minutes::int))
returning expires_at;

select :account::text as account,
       nullif(campus_code_of(:campus_id::int)::text, '0000000000') as campus_code;
