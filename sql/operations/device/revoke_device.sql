-- Revokes a machine; every daemon closes its connections within seconds, and none of its sessions
-- is let in from the next call on.
-- expect: one
update device as d set revoked_at = :now::timestamptz
where d.campus_id = :campus and d.id = :device::uuid and d.revoked_at is null
returning d.id as device, d.name, d.revoked_at;

select count(*)::int as ended_sessions from end_device_sessions(:device::uuid, :now::timestamptz);
