-- Finds the machine a token is for. The same key may come again with it: the answer may have been
-- lost; another key may not.
select where case when exists (
    select from device as d
    where d.token_sha256 = :token_sha256::bytea and d.token_until > :now::timestamptz
      and d.revoked_at is null
      and (d.enrolled_at is null or d.key_sha256 = :key_sha256::bytea))
             then true else refuse('device_token_refused') end;

-- expect: one
select d.id as device from device as d where d.token_sha256 = :token_sha256::bytea;
