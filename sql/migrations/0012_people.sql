-- oldest-daemon: 0.2.0
-- Accounts of all nine roles, tied to their people; who reaches which student; pauses after wrong
-- passwords by account, machine and address.

set local role jiedui_owner;

do $$
declare
    c record;
begin
    for c in
        select conname, conrelid::regclass as tab, contype from pg_constraint
        where conrelid in ('device'::regclass, 'break_glass'::regclass, 'account_role'::regclass)
          and contype in ('p', 'u', 'f') and obj_description(oid, 'pg_constraint') is null
    loop
        execute format('comment on constraint %I on %s is %L', c.conname, c.tab,
            case c.contype
                when 'f' then 'The row names something that is not stored; store that first.'
                else 'This is stored already.'
            end);
    end loop;
end
$$;

-- Which roles stand in the district, and whom a role needs behind it.
alter table account_role
    drop constraint account_role_district_in_district,
    add constraint account_role_in_its_place check (case
        when role in ('district_administrator', 'operator') then campus_id = 0
        else campus_id > 0 or role = 'auditor' end),
    add constraint account_role_teacher_has_staff
        check (role not in ('class_teacher', 'subject_teacher') or staff_id is not null),
    add constraint account_role_student_has_student
        check ((role = 'student') = (student_id is not null));
comment on constraint account_role_in_its_place on account_role is
    'Administrators and operators belong to the district, auditors to either, all others to a '
    'campus; name the campus with --campus.';
comment on constraint account_role_teacher_has_staff on account_role is
    'A teacher''s account belongs to a member of staff; name the staff number with --staff.';
comment on constraint account_role_student_has_student on account_role is
    'The role student, and no other, belongs to a student; name the number with --student.';

alter table account
    add column password_set_at timestamptz,
    add column password_set_by bigint;

-- Lessons: without a subject the teacher leads the class.
create table teaching (
    campus_id  int not null,
    staff_id   bigint not null,
    grade      grade not null,
    class_name short_text not null,
    subject    subject,
    constraint teaching_once unique nulls not distinct
        (campus_id, grade, class_name, staff_id, subject),
    constraint teaching_staff foreign key (campus_id, staff_id) references staff (campus_id, id)
);
comment on constraint teaching_once on teaching is 'This is stored already.';
comment on constraint teaching_staff on teaching is
    'The row names something that is not stored; store that first.';
create index teaching_of_staff on teaching (campus_id, staff_id);

-- Wrong passwords by account, machine and address, known or not: ever longer pauses, never a lock.
create table login_throttle (
    kind          text collate "C" not null,
    key           text collate "C" not null,
    failures      int not null,
    blocked_until timestamptz not null,
    constraint login_throttle_pkey primary key (kind, key)
);
comment on constraint login_throttle_pkey on login_throttle is 'This is stored already.';
create index session_of_device on session (campus_id, account_id, device_id)
    where device_id is not null;

-- The one place that says who reaches a student by name: by any of the roles the caller holds.
create function reaches(of_student bigint) returns boolean language sql stable as $$
    with caller as (
        select string_to_array(current_setting('jiedui.roles', true), ',') as roles,
               nullif(current_setting('jiedui.staff', true), '')::bigint as staff_id,
               nullif(current_setting('jiedui.student', true), '')::bigint as student_id
    )
    select c.roles && '{campus_lead,psychology_teacher}'
        or 'student' = any (c.roles) and coalesce(of_student = c.student_id, false)
        or 'mentor' = any (c.roles) and exists (
            select from pairing as p
            where p.campus_id = current_campus() and p.student_id = of_student
              and p.staff_id = c.staff_id and (p.ended_on is null or p.ended_on > today()))
        or c.roles && '{class_teacher,subject_teacher}' and exists (
            select from student as s
            join teaching as t on t.campus_id = s.campus_id and t.grade = s.grade
                and t.class_name = s.class_name and t.staff_id = c.staff_id
            where s.campus_id = current_campus() and s.id = of_student
              and (s.left_on is null or s.left_on > today())
              and case when t.subject is null then 'class_teacher' else 'subject_teacher' end
                  = any (c.roles))
    from caller as c
$$;

-- A member of the caller's campus by staff number.
create function staff_id_of(given text) returns bigint
language plpgsql stable cost 1 set search_path = public, pg_temp as $$
declare
    found_id bigint;
begin
    select id into found_id from staff
    where campus_id = current_campus() and staff_no = given and home_campus_id is null;
    if not found then
        perform refuse('staff_unknown', 'staff_no', given);
    end if;
    return found_id;
end
$$;

-- Whether the caller gives and takes a role at all.
create function role_is_yours(in_role role_name) returns boolean language sql stable as $$
    select case current_setting('jiedui.role')
        when 'district_administrator' then in_role in
            ('district_administrator', 'campus_lead', 'auditor', 'operator')
        when 'campus_lead' then in_role in
            ('campus_lead', 'psychology_teacher', 'class_teacher', 'subject_teacher', 'mentor',
             'student')
        else false end
$$;

-- Nobody leads a campus and sees its psychological content: over all accounts of one person.
create function check_lead_apart(in_campus int, of_account bigint, of_staff bigint)
returns void language plpgsql stable set search_path = public, pg_temp as $$
declare
    held role_name[];
begin
    select array_agg(distinct r.role) into held
    from account_role as r
    where r.campus_id = in_campus and (r.until is null or r.until >= today())
      and (r.account_id = of_account or r.account_id in (
          select o.account_id from account_role as o
          where o.campus_id = in_campus and o.staff_id = of_staff));
    if held @> '{campus_lead,psychology_teacher}' then
        perform refuse('lead_and_psychology');
    end if;
end
$$;

-- Gives an account a role and ties it to its person. True if something changed.
create function give_role(in_campus int, of_account bigint, in_role role_name, of_staff text,
                          of_student text)
returns boolean language plpgsql volatile set search_path = public, pg_temp as $$
declare
    member bigint;
    pupil bigint;
    held record;
    lapses date;
    changed int;
begin
    perform pg_advisory_xact_lock(hashtext('account_role'), in_campus);
    select max(r.staff_id) as staff_id, max(r.student_id) as student_id into held
    from account_role as r where r.campus_id = in_campus and r.account_id = of_account;
    if of_staff is not null then
        select s.id into member from staff as s
        where s.campus_id = in_campus and s.staff_no = of_staff and s.home_campus_id is null;
        if not found then
            perform refuse('staff_unknown', 'staff_no', of_staff);
        end if;
    end if;
    if of_student is not null then
        select s.id into pupil from student as s
        where s.campus_id = in_campus and s.student_no = upper(of_student);
        if not found then
            perform refuse('student_unknown', 'student_no', masked(of_student));
        end if;
    end if;
    if member <> held.staff_id or pupil <> held.student_id then
        perform refuse('account_of_another');
    end if;
    member := coalesce(member, held.staff_id);
    if in_role = 'student' then
        pupil := coalesce(pupil, held.student_id);
    end if;
    -- Thirty days, or as long as a verified counsellor's qualification holds.
    if in_role = 'psychology_teacher' then
        select greatest(today() + 30, max(q.valid_until)) into lapses
        from qualification as q
        where q.campus_id = in_campus and q.staff_id = member
          and q.kind in ('counsellor_certificate', 'counsellor_training')
          and q.verified_by is not null and q.valid_until >= today();
    end if;
    insert into account_role as r (campus_id, account_campus_id, account_id, role, staff_id,
                                   student_id, until, granted_at, granted_by)
    values (in_campus, in_campus, of_account, in_role, member, pupil, lapses, clock(),
            current_account())
    on conflict on constraint account_role_pkey do update
    set staff_id = excluded.staff_id, student_id = excluded.student_id, until = excluded.until,
        granted_at = excluded.granted_at, granted_by = excluded.granted_by
    where (r.staff_id, r.student_id) is distinct from (excluded.staff_id, excluded.student_id)
       or r.until is distinct from excluded.until;
    get diagnostics changed = row_count;
    perform check_lead_apart(in_campus, of_account, member);
    return changed > 0;
end
$$;

drop function add_account(text, text, role_name, text, text);
-- Makes an account with its first role; the campus's code comes back.
create function add_account(account_name text, hash text, in_role role_name, in_campus text,
                            of_staff text, of_student text, one_time boolean)
returns text language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    campus int := current_campus();
    made bigint;
begin
    if not role_is_yours(in_role) then
        perform refuse('account_role_not_yours', 'role', in_role::text);
    end if;
    if campus = 0 and in_campus is not null then
        select id into campus from campus as c where c.code = in_campus and c.id > 0;
        if not found then
            perform refuse('campus_unknown', 'campus', in_campus);
        end if;
    elsif in_campus <> campus_code_of(campus) then
        perform refuse('campus_not_yours', 'campus', in_campus);
    end if;
    insert into account (campus_id, account, password_hash, must_change, created_at, created_by,
                         password_set_at, password_set_by)
    values (campus, account_name, hash, coalesce(one_time, false), clock(), current_account(),
            clock(), current_account())
    returning id into made;
    insert into account_directory (account, campus_id, account_id)
    values (account_name, campus, made);
    perform give_role(campus, made, in_role, of_staff, of_student);
    return nullif(campus_code_of(campus), '0000000000');
end
$$;

drop function manageable_accounts();
-- The accounts a caller may manage: a lead those of the own campus, the district its own and those
-- of leads and auditors.
create function manageable_accounts()
returns table (campus_id int, account_id bigint, account text, roles role_name[], staff_no text,
               student_no text, created_at timestamptz, disabled_at timestamptz)
language sql stable security definer
set search_path = public, pg_temp as $$
    select a.campus_id, a.id, a.account::text, r.roles, r.staff_no, r.student_no, a.created_at,
           a.disabled_at
    from account as a
    cross join lateral (
        select array_agg(r.role order by r.role) as roles, max(t.staff_no::text) as staff_no,
               max(s.student_no::text) as student_no
        from account_role as r
        left join staff as t on t.campus_id = r.campus_id and t.id = r.staff_id
        left join student as s on s.campus_id = r.campus_id and s.id = r.student_id
        where r.account_campus_id = a.campus_id and r.account_id = a.id
          and r.campus_id = a.campus_id
    ) as r
    where (current_campus() > 0 and current_setting('jiedui.role') = 'campus_lead'
           and a.campus_id = current_campus())
       or (current_campus() = 0
           and current_setting('jiedui.role') = 'district_administrator'
           and (a.campus_id = 0
                or r.roles && '{campus_lead,auditor}'))
$$;

-- Gives a role to an account the caller may manage. No row: there is no such account.
create function grant_role(account_name text, in_role role_name, of_staff text, of_student text)
returns table (account text, role role_name, until date) language plpgsql volatile
security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    one record;
begin
    select m.campus_id, m.account_id into one
    from manageable_accounts() as m where m.account = account_name;
    if not found then
        return;
    elsif not role_is_yours(in_role) then
        perform refuse('account_role_not_yours', 'role', in_role::text);
    end if;
    perform give_role(one.campus_id, one.account_id, in_role, of_staff, of_student);
    return query
    select account_name, r.role, r.until from account_role as r
    where r.campus_id = one.campus_id and r.account_id = one.account_id and r.role = in_role;
end
$$;

-- Takes a role; it acts on the account's next call. No row: there is no such account or role.
create function withdraw_role(account_name text, in_role role_name)
returns table (account text, role role_name) language plpgsql volatile
security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    one record;
begin
    select m.campus_id, m.account_id into one
    from manageable_accounts() as m where m.account = account_name;
    if not found then
        return;
    elsif not role_is_yours(in_role) then
        perform refuse('account_role_not_yours', 'role', in_role::text);
    elsif one.account_id = current_account() then
        perform refuse('account_own_role');
    end if;
    return query
    delete from account_role as r
    where r.campus_id = one.campus_id and r.account_id = one.account_id and r.role = in_role
    returning account_name, r.role;
end
$$;

create function enable_account(account_name text) returns text language sql volatile
security definer set search_path = public, pg_temp as $$
    update account as a set disabled_at = null
    from manageable_accounts() as m
    where m.account = account_name and a.campus_id = m.campus_id and a.id = m.account_id
    returning a.account::text
$$;

-- Whether the caller may set this account's password anew: a lead's is the district's to set.
create function may_reset(account_name text) returns boolean language plpgsql stable
security definer set search_path = public, pg_temp as $$
declare
    held role_name[];
begin
    select m.roles into held from manageable_accounts() as m where m.account = account_name;
    if not found then
        return false;
    elsif current_campus() > 0 and 'campus_lead' = any (held) then
        perform refuse('account_reset_by_district');
    end if;
    return true;
end
$$;

-- Sets a password anew and ends the account's sessions.
create function reset_account(account_name text, hash text, one_time boolean)
returns text language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    one record;
begin
    if not may_reset(account_name) then
        return null;
    end if;
    select m.campus_id, m.account_id into one
    from manageable_accounts() as m where m.account = account_name;
    update session set ended_at = clock()
    where campus_id = one.campus_id and account_id = one.account_id and ended_at is null;
    update account set password_hash = hash, must_change = coalesce(one_time, false),
                       password_set_at = clock(), password_set_by = current_account()
    where campus_id = one.campus_id and id = one.account_id;
    return account_name;
end
$$;

-- Who may see psychological content, for those who have to know: the campus's psychology teachers
-- and its lead, and the district.
create function psychology_grants()
returns table (campus_id int, account text, granted_at timestamptz, granted_by text, until date,
               password_set_at timestamptz, password_set_by text)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.campus_id, a.account::text, r.granted_at, g.account::text, r.until,
           a.password_set_at, p.account::text
    from account_role as r
    join account as a on a.campus_id = r.account_campus_id and a.id = r.account_id
    left join account as g on g.id = r.granted_by
    left join account as p on p.id = a.password_set_by
    where r.role = 'psychology_teacher'
      and (r.campus_id = current_campus()
           or current_campus() = 0 and current_setting('jiedui.role') = 'district_administrator')
$$;

reset role;
