-- Gives a machine another name.
-- expect: one
update device as d set name = :name::person_name
where d.campus_id = :campus and d.id = :device::uuid and d.revoked_at is null
returning d.id as device, d.name;
