-- oldest-daemon: 0.2.0
-- The audit: rows wait in a queue written by the operation's own transaction; a sealer gives each
-- its position and hash in a log that nobody changes.

set local role jiedui_owner;

-- `subjects` are internal keys, so that a row says nothing of a person who was erased.
create table audit_queue (
    campus_id     int not null,
    id            uuid not null,
    at            timestamptz not null,
    account_id    bigint,
    account       text,
    role          text,
    roles         text,
    device_id     uuid,
    method        text not null,
    subjects      bigint[],
    subject       text,
    reason        text,
    outcome       text not null,
    rows          int,
    request_id    uuid,
    psychological boolean not null,
    constraint audit_queue_pkey primary key (campus_id, id)
);
comment on constraint audit_queue_pkey on audit_queue is
    'This call is in the audit already.';

create table audit_log (
    campus_id     int not null,
    position      bigint not null,
    id            uuid not null,
    at            timestamptz not null,
    account_id    bigint,
    account       text,
    role          text,
    roles         text,
    device_id     uuid,
    method        text not null,
    subjects      bigint[],
    subject       text,
    reason        text,
    outcome       text not null,
    rows          int,
    request_id    uuid,
    psychological boolean not null,
    sealed_at     timestamptz not null,
    hash          bytea not null,
    constraint audit_log_pkey primary key (campus_id, position)
);
comment on constraint audit_log_pkey on audit_log is
    'The position is taken already.';

create table audit_head (
    campus_id int not null,
    position  bigint not null,
    hash      bytea not null,
    sealed_at timestamptz not null,
    constraint audit_head_pkey primary key (campus_id)
);
comment on constraint audit_head_pkey on audit_head is
    'A campus has one head of its audit.';

-- The instant as the hash covers it: UTC, to the microsecond.
create function audit_instant(at timestamptz) returns text language sql immutable
return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

-- One field of the canonical encoding: 4 bytes of length, then UTF-8; ffffffff for NULL.
create function audit_field(value text) returns bytea language sql immutable
return case when value is null then '\xffffffff'::bytea
            else int4send(octet_length(value)) || convert_to(value, 'UTF8') end;

create function audit_encoding(r audit_log) returns bytea language sql immutable
return audit_field(r.campus_id::text) || audit_field(r.position::text)
    || audit_field(r.id::text) || audit_field(audit_instant(r.at))
    || audit_field(r.account_id::text) || audit_field(r.account) || audit_field(r.role)
    || audit_field(r.roles) || audit_field(r.device_id::text) || audit_field(r.method)
    || audit_field(array_to_string(r.subjects, ',')) || audit_field(r.subject)
    || audit_field(r.reason) || audit_field(r.outcome) || audit_field(r.rows::text)
    || audit_field(r.request_id::text)
    || audit_field(case when r.psychological then 'yes' else 'no' end)
    || audit_field(audit_instant(r.sealed_at));

-- Student numbers of the caller's campus to internal keys, in order; unknown ones fall away.
create function subject_ids(student_nos text[]) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select array_agg(s.id order by s.id) from student as s
    where s.campus_id = current_campus()
      and s.student_no in (select upper(g) from unnest(student_nos) as g)
$$;

-- The number of a subject, for the readers of the audit; NULL once erased.
create function subject_no(campus int, id bigint) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    select s.student_no from student as s
    where s.campus_id = subject_no.campus and s.id = subject_no.id
$$;

-- One row for a call that no transaction of its own can vouch for: refused or failed ones, and
-- logins. The account is the session's or, without a session, the one named. False if unknown.
create function audit_attempt(id uuid, at timestamptz, token_sha256 bytea, named text,
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
    if not found then
        return false;
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

-- Seals what is committed, a few thousand rows a campus at most. The order is that of sealing, so a
-- transaction that commits late is sealed late and never skipped.
create function seal_audit(now timestamptz) returns int
language plpgsql volatile set search_path = public, pg_temp as $$
declare
    campus int;
    head record;
    sealed audit_log;
    taken record;
    n int := 0;
begin
    for campus in select distinct q.campus_id from audit_queue as q loop
        continue when not pg_try_advisory_xact_lock(7444, campus);
        select h.position, h.hash into head from audit_head as h where h.campus_id = campus;
        if not found then
            select 0::bigint as position, decode(repeat('00', 32), 'hex') as hash into head;
        end if;
        for taken in
            with gone as (
                delete from audit_queue as q
                where q.campus_id = campus
                  and q.id in (select o.id from audit_queue as o where o.campus_id = campus
                               order by o.id limit 5000)
                returning q.*)
            select * from gone order by at, id
        loop
            sealed := row(campus, head.position + 1, taken.id, taken.at, taken.account_id,
                          taken.account, taken.role, taken.roles, taken.device_id, taken.method,
                          taken.subjects, taken.subject, taken.reason, taken.outcome, taken.rows,
                          taken.request_id, taken.psychological, now, ''::bytea)::audit_log;
            sealed.hash := sha256(head.hash || audit_encoding(sealed));
            insert into audit_log select (sealed).*;
            head.position := sealed.position;
            head.hash := sealed.hash;
            n := n + 1;
        end loop;
        insert into audit_head as h (campus_id, position, hash, sealed_at)
        values (campus, head.position, head.hash, now)
        on conflict on constraint audit_head_pkey do update
        set position = excluded.position, hash = excluded.hash, sealed_at = excluded.sealed_at;
    end loop;
    return n;
end
$$;

reset role;
