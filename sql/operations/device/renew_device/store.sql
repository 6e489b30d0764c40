-- Notes until when the machine's new certificate is good.
-- expect: one
update device as d set certified_until = :certified_until::timestamptz
where d.id = :device::uuid and d.key_sha256 = :key_sha256::bytea and d.revoked_at is null
returning d.id as device, d.name, d.certified_until,
          nullif(campus_code_of(d.campus_id)::text, '0000000000') as campus_code;
