-- Enrols the machine; of two that come with one token the second finds it used.
-- expect: one
update device as d
set key_sha256 = :key_sha256::bytea,
    enrolled_at = coalesce(d.enrolled_at, :now::timestamptz),
    certified_until = :certified_until::timestamptz
where d.id = :device::uuid and d.token_sha256 = :token_sha256::bytea and d.revoked_at is null
  and (d.enrolled_at is null or d.key_sha256 = :key_sha256::bytea)
returning d.id as device, d.name, d.certified_until,
          nullif(campus_code_of(d.campus_id)::text, '0000000000') as campus_code;
