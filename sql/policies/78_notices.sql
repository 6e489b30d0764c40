-- Notices: rights beyond those of 20_grants. The addresses and secrets are read inside the
-- functions of a role without members; a lead sees an address's host alone.

do $$
begin
    if not exists (select from pg_roles where rolname = 'notice_desk') then
        create role notice_desk nologin;
    end if;
end
$$;
grant usage on schema public to notice_desk;
revoke all on all tables in schema public from notice_desk;
revoke all on all routines in schema public from notice_desk;

grant insert on webhook, notice to app;
grant select (campus_id, id, kind, url, hour, added_at, removed_at) on webhook to app;
grant update (removed_at) on webhook to app;
grant select on notice to app;
grant execute on function awake_at(timestamptz) to app;

alter function queue_digests(timestamptz) owner to notice_desk;
alter function take_notices(timestamptz, int) owner to notice_desk;
alter function settle_notice(int, uuid, text, int, timestamptz) owner to notice_desk;
grant execute on function queue_digests(timestamptz), take_notices(timestamptz, int),
    settle_notice(int, uuid, text, int, timestamptz) to house;
grant select on webhook, district, plan, plan_version, plan_number, calendar, agreement,
    agreement_version, pairing, record, absence to notice_desk;
grant select, insert, update on notice to notice_desk;
grant execute on function awake_at(timestamptz), digest_of(date), duty_periods(date, uuid),
    teaching_days(date, date), local_date(timestamptz), current_campus(), current_plan(),
    plan_value(text, date), plan_version_on(date), clock(), today() to notice_desk;

create policy notice_desk on webhook for select to notice_desk using (true);
create policy notice_desk on notice to notice_desk using (true);
