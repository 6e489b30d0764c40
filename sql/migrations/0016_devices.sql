-- oldest-daemon: 0.2.0
-- Machines enrol with a one-time token, and a revoked one is refused by every call.

set local role jiedui_owner;

-- One name, one machine; the name is free again once the machine is revoked.
create unique index device_name_once on device (campus_id, name) where revoked_at is null;
comment on index device_name_once is
    'A machine of this name is enrolled already: revoke it first, or choose another name.';
create index session_of_live_device on session (device_id) where ended_at is null;
create index device_revoked on device (revoked_at) where revoked_at is not null;

alter table device
    add constraint device_name_given check (name is not null),
    add constraint device_token_hashed check (length(token_sha256) = 32);
comment on constraint device_name_given on device is 'A machine needs a name: give --name.';
comment on constraint device_token_hashed on device is 'The token is not one.';

insert into rule (name, code, sentence) values
    ('device_unknown', 'PERMISSION_DENIED',
     'This machine is not enrolled here, or was revoked: enrol it with a new token.'),
    ('device_revoked', 'UNAUTHENTICATED',
     'This machine was revoked: enrol it with a new token.'),
    ('device_token_refused', 'PERMISSION_DENIED',
     'The token is unknown, used or too old: ask for a new one.'),
    ('device_token_short', 'INVALID',
     'A token has at least 26 letters and digits.'),
    ('device_not_renewed', 'PERMISSION_DENIED',
     'This machine cannot renew its certificate any more: enrol it with a new token.');

-- As 0010's, and refuses the sessions of a revoked machine.
create or replace function identify(token_sha256 bytea, allowed text[], campus text, db_role text,
                                    at timestamptz, device uuid, reason text, terms text[])
returns text language plpgsql volatile set search_path = public, pg_temp as $$
declare
    caller record;
    acting int;
    held record;
    glass text := '';
    why text := nullif(btrim(reason), '');
begin
    select s.campus_id, s.account_id, a.account, s.expires_at, s.ended_at, a.disabled_at,
           s.device_id, s.seen_at, s.reason, a.must_change, d.campus_id as device_campus,
           d.revoked_at
    into caller
    from session as s
    join account as a on a.campus_id = s.campus_id and a.id = s.account_id
    left join device as d on d.id = s.device_id
    where s.token_sha256 = identify.token_sha256;
    if not found or caller.ended_at is not null or caller.disabled_at is not null then
        perform refuse('session_unknown');
    elsif caller.expires_at <= at then
        perform refuse('session_expired');
    elsif caller.device_id is distinct from identify.device then
        perform refuse('session_other_device');
    elsif caller.revoked_at is not null then
        perform refuse('device_revoked');
    elsif caller.seen_at + interval '15 minutes' <= at then
        perform refuse('session_idle');
    elsif caller.must_change and not 'before_change' = any (terms) then
        perform refuse('password_change_needed');
    end if;

    acting := caller.campus_id;
    if campus is not null then
        select c.id into acting from campus as c where c.code = identify.campus;
    end if;
    select count(*) as roles, max(r.staff_id) as staff_id, max(r.student_id) as student_id,
           string_agg(r.role::text, ',' order by r.role) as all_roles,
           min(r.role) filter (where r.role::text = any (allowed) or cardinality(allowed) = 0)
               as role, min(r.role) as any_role
    into held
    from account_role as r
    where r.account_campus_id = caller.campus_id and r.account_id = caller.account_id
      and r.campus_id = acting and (r.until is null or r.until >= local_date(at));
    if held.roles = 0 and campus is not null then
        perform refuse('campus_not_yours', 'campus', campus);
    elsif caller.device_campus > 0 and caller.device_campus <> acting then
        perform refuse('device_of_campus');
    end if;
    if held.role is null and 'break_glass' = any (terms) then
        select string_agg(g.student_id::text, ',') into glass
        from break_glass as g
        where g.campus_id = acting and caller.campus_id = acting
          and g.account_id = caller.account_id and g.approved_at is not null and g.until > at;
        held.role := case when glass is not null then held.any_role end;
    end if;
    if held.role is null then
        perform refuse('role_not_allowed');
    end if;

    if why is null and 'reason_once' = any (terms) then
        why := caller.reason;
    end if;
    if why is null and ('reason_each' = any (terms) or 'reason_once' = any (terms)) then
        perform refuse('reason_needed');
    end if;
    -- Written at most once a minute, and never waited for: calls of one session run side by side.
    if caller.seen_at + interval '1 minute' <= at
       or 'reason_once' = any (terms) and why is distinct from caller.reason then
        update session as s
        set seen_at = at,
            reason = case when 'reason_once' = any (terms) then why else s.reason end
        where s.token_sha256 = (select o.token_sha256 from session as o
                                where o.token_sha256 = identify.token_sha256
                                for no key update skip locked);
    end if;

    perform set_config('jiedui.account', caller.account_id::text, true),
            set_config('jiedui.campus', acting::text, true),
            set_config('jiedui.staff', coalesce(held.staff_id::text, ''), true),
            set_config('jiedui.student', coalesce(held.student_id::text, ''), true),
            set_config('jiedui.role', held.role::text, true),
            set_config('jiedui.roles', held.all_roles, true),
            set_config('jiedui.session', encode(identify.token_sha256, 'hex'), true),
            set_config('jiedui.device', coalesce(device::text, ''), true),
            set_config('jiedui.reason', coalesce(why, ''), true),
            set_config('jiedui.glass', coalesce(glass, ''), true),
            set_config('jiedui.now', at::text, true);
    perform set_config('role', db_role, true);
    return caller.account::text;
end
$$;

-- As 0013's, and notes what a machine does that nobody has logged in on.
create or replace function audit_attempt(id uuid, at timestamptz, token_sha256 bytea, named text,
                              in_campus text, allowed text[], device uuid, method text,
                              student_nos text[], subject text, reason text, outcome text,
                              request_id uuid, psychological boolean)
returns boolean language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    who record;
    acting int;
    held record;
begin
    if token_sha256 is not null then
        select a.campus_id, a.id, a.account into who
        from session as s
        join account as a on a.campus_id = s.campus_id and a.id = s.account_id
        where s.token_sha256 = audit_attempt.token_sha256;
    else
        select a.campus_id, a.id, a.account into who
        from account_directory as d
        join account as a on a.campus_id = d.campus_id and a.id = d.account_id
        where d.account = named;
    end if;
    if not found and (token_sha256 is not null or named is not null) then
        return false;
    elsif not found then
        -- A machine that enrols or renews has nobody at it yet.
        select d.campus_id into acting from device as d where d.id = audit_attempt.device;
        if not found then
            return false;
        end if;
        perform set_config('jiedui.campus', acting::text, true);
        insert into audit_queue (campus_id, id, at, device_id, method, subject, outcome,
                                 psychological)
        values (acting, audit_attempt.id, at, audit_attempt.device, audit_attempt.method,
                audit_attempt.subject, audit_attempt.outcome, false)
        on conflict do nothing;
        return true;
    end if;
    -- Where the call was meant for, if the account is anybody there, else at home.
    select r.campus_id into acting
    from account_role as r join campus as c on c.id = r.campus_id
    where r.account_campus_id = who.campus_id and r.account_id = who.id and c.code = in_campus
    limit 1;
    acting := coalesce(acting, who.campus_id);
    select string_agg(r.role::text, ',' order by r.role) as roles,
           min(r.role) filter (where r.role::text = any (allowed) or cardinality(allowed) = 0)
               as role
    into held
    from account_role as r
    where r.account_campus_id = who.campus_id and r.account_id = who.id
      and r.campus_id = acting and (r.until is null or r.until >= local_date(at));
    perform set_config('jiedui.campus', acting::text, true);
    insert into audit_queue (campus_id, id, at, account_id, account, role, roles, device_id,
                             method, subjects, subject, reason, outcome, request_id, psychological)
    values (acting, audit_attempt.id, at, who.id, who.account, held.role::text, held.roles, device,
            audit_attempt.method, subject_ids(student_nos), audit_attempt.subject,
            left(nullif(btrim(audit_attempt.reason), ''), 200), audit_attempt.outcome,
            audit_attempt.request_id, audit_attempt.psychological)
    on conflict do nothing;
    return true;
end
$$;

-- Ends the sessions opened on a machine, of whatever campus their accounts are.
create function end_device_sessions(device uuid, at timestamptz) returns setof int
language sql volatile security definer set search_path = public, pg_temp as $$
    update session as s set ended_at = at
    where s.device_id = end_device_sessions.device and s.ended_at is null
      and exists (select from device as d
                  where d.id = s.device_id and d.campus_id = current_campus()
                    and d.revoked_at is not null)
    returning 1
$$;

-- The first machine of a district, from the server itself: no person can issue a token yet.
create function issue_first_token(name text, token text) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
    perform set_config('jiedui.campus', '0', true);
    delete from device as d
    where d.campus_id = 0 and d.name = issue_first_token.name and d.enrolled_at is null;
    insert into device (campus_id, id, name, token_sha256, token_until, issued_at)
    values (0, gen_random_uuid(), issue_first_token.name,
            sha256(convert_to(issue_first_token.token, 'UTF8')), now() + interval '24 hours',
            now());
end
$$;

reset role;
