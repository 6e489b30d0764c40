-- Finds a machine by its key, which the certificate request proves it holds. One that was away for
-- more than a school year enrols anew.
select where case when exists (
    select from device as d
    where d.key_sha256 = :key_sha256::bytea and d.revoked_at is null
      and d.certified_until > :now::timestamptz - interval '400 days')
             then true else refuse('device_not_renewed') end;

-- expect: one
select d.id as device from device as d where d.key_sha256 = :key_sha256::bytea;
