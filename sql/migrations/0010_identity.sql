-- oldest-daemon: 0.2.0
-- Machines, and sessions bound to them: a session lives on the machine it was opened on, ends after
-- a while without a call, and remembers the reason its worklists were opened for.

set local role jiedui_owner;

-- A machine that may connect. Its certificate names `id`; `key_sha256` is of its public key.
create table device (
    campus_id      int not null,
    id             uuid not null,
    name           person_name not null,
    key_sha256     bytea,
    token_sha256   bytea,
    token_until    timestamptz,
    issued_at      timestamptz not null,
    issued_by      bigint,
    enrolled_at    timestamptz,
    certified_until timestamptz,
    revoked_at     timestamptz,
    constraint device_pkey primary key (campus_id, id),
    constraint device_once unique (id),
    constraint device_key_once unique (key_sha256),
    constraint device_token_once unique (token_sha256),
    constraint device_campus foreign key (campus_id) references campus (id)
);

comment on constraint device_pkey on device is 'The machine is stored already.';
comment on constraint device_once on device is 'The machine is stored already.';
comment on constraint device_key_once on device is
    'This key belongs to another machine: make a new one.';
comment on constraint device_token_once on device is 'The token is used already.';
comment on constraint device_campus on device is
    'The row names something that is not stored; store that first.';

alter table session
    add column device_id uuid,
    add column seen_at timestamptz,
    add column reason short_text;
alter table account add column must_change boolean not null default false;
alter table account_role add column student_id bigint,
    add constraint account_role_student foreign key (campus_id, student_id)
        references student (campus_id, id);

-- Break-glass: one account, one student, half an hour.
create table break_glass (
    campus_id    int not null,
    id           uuid not null,
    account_id   bigint not null,
    student_id   bigint not null,
    code         text not null,
    reason       short_text not null,
    requested_at timestamptz not null,
    approved_at  timestamptz,
    approved_by  bigint,
    until        timestamptz,
    constraint break_glass_pkey primary key (campus_id, id),
    constraint break_glass_account foreign key (campus_id, account_id)
        references account (campus_id, id),
    constraint break_glass_student foreign key (campus_id, student_id)
        references student (campus_id, id)
);
create index break_glass_of_account on break_glass (campus_id, account_id, until);
comment on constraint account_role_student on account_role is
    'The row names something that is not stored; store that first.';
comment on constraint break_glass_pkey on break_glass is 'This is stored already.';
comment on constraint break_glass_account on break_glass is
    'The row names something that is not stored; store that first.';
comment on constraint break_glass_student on break_glass is
    'The row names something that is not stored; store that first.';

insert into rule (name, code, sentence) values
    ('session_idle', 'UNAUTHENTICATED',
     'The session was not used for a while and has ended: log in again.'),
    ('session_other_device', 'UNAUTHENTICATED',
     'The session was opened on another machine: log in on this one.'),
    ('device_of_campus', 'PERMISSION_DENIED',
     'This machine belongs to another campus: use a machine of your own.'),
    ('password_change_needed', 'PERMISSION_DENIED',
     'The password in force is a one-time one: change it first with `jiedui password`.'),
    ('reason_needed', 'INVALID',
     'This needs a reason: say with --reason why you look.');

drop function identify(bytea, text[], text, text, timestamptz);

-- Identity: the first statement of every call but login, run as login_check. Finds the session's
-- account, checks session, machine, campus, role and reason, tells everything that follows who
-- calls, and becomes the operation's role. `terms` says what the method's contract adds:
-- before_change, reason_each, reason_once, break_glass. Returns the account's name for the log.
create function identify(token_sha256 bytea, allowed text[], campus text, db_role text,
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
           s.device_id, s.seen_at, s.reason, a.must_change, d.campus_id as device_campus
    into caller
    from session as s
    join account as a on a.campus_id = s.campus_id and a.id = s.account_id
    left join device as d on d.id = s.device_id
    where s.token_sha256 = identify.token_sha256;
    if not found or caller.ended_at is not null or caller.disabled_at is not null then
        perform refuse('session_unknown');
    elsif caller.expires_at <= at then
        perform refuse('session_expired');
    elsif caller.device_id is distinct from device then
        perform refuse('session_other_device');
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

reset role;
