-- Machines: rights beyond those of 20_grants.

grant select, insert, delete on device to app;
grant update (name, revoked_at) on device to app;
alter function end_device_sessions(uuid, timestamptz) owner to account_desk;
grant execute on function end_device_sessions(uuid, timestamptz) to app;
grant execute on function current_campus() to account_desk;
grant select (campus_id, id, revoked_at) on device to account_desk;
create policy account_desk on device for select to account_desk using (true);

-- Before a campus is known: a machine that enrols or renews.
grant update (key_sha256, enrolled_at, certified_until) on device to login_check;
create policy login_enrols on device for update to login_check using (true);

-- Whose connections are to be closed, and whose machine a note is about.
grant select on device to house, audit_sealer;
grant select (campus_id, account, disabled_at) on account to house;
create policy house on device for select to house using (true);
create policy house on account for select to house using (true);
create policy audit_sealer on device for select to audit_sealer using (true);
