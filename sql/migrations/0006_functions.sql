-- oldest-daemon: 0.1.0
-- Rules over several rows. Each lives once, here, and every path calls it: the roles that run
-- operations may execute these functions and may not write pairings or a mentor's load themselves.

set local role jiedui_owner;

-- A student or a member of staff of the caller's campus by the public number; refused if unknown.

create function find_student(given text) returns bigint language plpgsql stable
set search_path = public, pg_temp as $$
declare
    found_id bigint;
begin
    select id into found_id from student
    where campus_id = current_campus() and student_no = upper(given);
    if found_id is null then
        perform refuse('student_unknown', 'student_no', given);
    end if;
    return found_id;
end
$$;

create function find_staff(given text) returns bigint language plpgsql stable
set search_path = public, pg_temp as $$
declare
    found_id bigint;
begin
    select id into found_id from staff where campus_id = current_campus() and staff_no = given;
    if found_id is null then
        perform refuse('staff_unknown', 'staff_no', given);
    end if;
    return found_id;
end
$$;

-- Qualification.

-- A verified qualification that fits the group, in the subject where one is wanted.
create function is_qualified(of_campus int, of_staff bigint, in_group need_group,
                             in_subject text, on_day date)
returns boolean language sql stable
return in_group = 'general' or exists (
    select from qualification as q
    where q.campus_id = of_campus and q.staff_id = of_staff
      and coalesce(q.verified_by, '') <> '' and q.valid_until >= on_day
      and case in_group
              when 'academic' then q.kind = 'subject_teaching'
                                   and (in_subject is null or q.subject = in_subject)
              when 'psychological' then q.kind in ('counsellor_certificate', 'counsellor_training')
              else q.kind = 'contest_coaching'
          end);

-- Whether a person may serve on a day: a guest until the loan's last day, an external mentor under
-- contract and with a background check that is not too old. Null = yes, else the rule's name.
create function service_fault(of_campus int, of_staff bigint, on_day date)
returns text language sql stable
return (
    select case
        when s.until < on_day then 'mentor_loan_in_force'
        when not is_external(s.duty, s.external_until) then null
        when s.external_until is null or s.external_until < on_day then 'mentor_contract_in_force'
        when s.background_checked_on is null or s.background_checked_on > on_day
             or s.background_checked_on
                + make_interval(months => plan_value('background_check_months', on_day)::int)
                < on_day
            then 'mentor_background_checked'
        end
    from staff as s
    where s.campus_id = of_campus and s.id = of_staff);

-- The profiles of the current plan that count on a day, whatever subject a need may want.
create function qualified_profiles(on_day date)
returns table (campus_id int, staff_id bigint, "group" need_group) language sql stable
begin atomic
    select p.campus_id, p.staff_id, p."group"
    from mentor_profile as p
    where p.plan_year = current_plan()
      and is_qualified(p.campus_id, p.staff_id, p."group", null, on_day)
      and service_fault(p.campus_id, p.staff_id, on_day) is null;
end;

-- The first rule that a placement on a day is against; null when it may be.
create function placement_fault(of_student bigint, of_staff bigint, in_group need_group,
                                on_day date)
returns text language sql stable
return case
    when not exists (
        select from student as s
        where s.campus_id = current_campus() and s.id = of_student
          and s.enrolled_on <= on_day and (s.left_on is null or s.left_on > on_day))
        then 'student_on_roll'
    when exists (
        select from forbidden as f
        where f.campus_id = current_campus() and f.student_id = of_student
          and f.staff_id = of_staff)
        then 'pair_not_forbidden'
    when not exists (
        select from mentor_profile as p
        where p.campus_id = current_campus() and p.plan_year = current_plan()
          and p.staff_id = of_staff and p."group" = in_group)
        then 'mentor_declared_for_group'
    when service_fault(current_campus(), of_staff, on_day) is not null
        then service_fault(current_campus(), of_staff, on_day)
    when not is_qualified(current_campus(), of_staff, in_group, (
            select n.subject from need as n
            where n.campus_id = current_campus() and n.plan_year = current_plan()
              and n.student_id = of_student and n."group" = in_group
              and n.opened_on <= on_day and (n.closed_on is null or n.closed_on > on_day)
        ), on_day)
        then 'mentor_qualified_for_group'
    end;

-- Capacity.

-- The most students a mentor has on any day from a day on: loads change only where one starts.
create function peak_from(of_campus int, of_staff bigint, from_day date)
returns int language sql stable
return (
    select coalesce(max((
        select count(distinct p.student_id)
        from pairing as p
        where p.campus_id = of_campus and p.staff_id = of_staff
          and p.started_on <= day.starts and (p.ended_on is null or p.ended_on > day.starts))), 0)
    from (
        select from_day as starts
        union
        select p.started_on
        from pairing as p
        where p.campus_id = of_campus and p.staff_id = of_staff and p.started_on > from_day
    ) as day);

-- Load, limit and free places of every mentor on a day; a place is lent while its loan lasts.
create function mentor_places(on_day date)
returns table (campus_id int, staff_id bigint, load int, capacity int, lent int, free_places int)
language sql stable
begin atomic
    select m.campus_id, m.staff_id, l.load, l.capacity, l.lent,
           greatest(0, l.capacity - l.load - l.lent)
    from mentor as m
    cross join lateral (
        select (select count(distinct p.student_id)::int
                from pairing as p
                where p.campus_id = m.campus_id and p.staff_id = m.staff_id
                  and p.started_on <= on_day and (p.ended_on is null or p.ended_on > on_day)),
               least((select plan_value('cap', on_day)::int), m.own_capacity::int),
               (select coalesce(sum(o.reserved), 0)::int
                from loan_offer as o join loan_run as r on r.id = o.run_id
                where o.campus_id = m.campus_id and o.staff_id = m.staff_id
                  and on_day between r.run_on and r.until)
    ) as l (load, capacity, lent);
end;

-- Opens pairings of the caller's campus, all or none. Three statements after the lock, since under
-- READ COMMITTED a statement that waited for a lock still counts with its older snapshot. An id
-- that is null is made here.
create function open_pairings(ids uuid[], students bigint[], mentors bigint[], groups need_group[],
                              from_days date[], made_by pairing_origin, of_run uuid default null,
                              replaced uuid[] default null)
returns setof uuid language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    campus constant int := current_campus();
    locked bigint[];
    first_days date[];
    loads int[];
    bad record;
begin
    perform from mentor where campus_id = campus and staff_id = any (mentors)
    order by staff_id for no key update;

    select w.*, s.student_no, t.staff_no into bad
    from (
        select w.*, placement_fault(w.student, w.mentor, w.in_group, w.from_day) as fault
        from unnest(students, mentors, groups, from_days)
            with ordinality as w (student, mentor, in_group, from_day, place)
    ) as w
    left join student as s on s.campus_id = campus and s.id = w.student
    left join staff as t on t.campus_id = campus and t.id = w.mentor
    where w.fault is not null
    order by w.place limit 1;
    if found then
        perform refuse(bad.fault, 'staff_no', bad.staff_no::text,
            'student_no', masked(bad.student_no), 'group', bad.in_group::text,
            'on', bad.from_day::text);
    end if;

    select array_agg(m.staff_id order by m.staff_id),
           array_agg(w.first_day order by m.staff_id),
           array_agg(peak_from(campus, m.staff_id, w.first_day) order by m.staff_id)
    into locked, first_days, loads
    from mentor as m
    join (select mentor, min(from_day) as first_day
          from unnest(mentors, from_days) as w (mentor, from_day) group by mentor) as w
      on w.mentor = m.staff_id
    where m.campus_id = campus;

    return query
    insert into pairing (campus_id, id, plan_year, student_id, staff_id, "group", started_on,
                         origin, run_id, replaces, opened_at, opened_by)
    select campus, coalesce(w.id, gen_random_uuid()), current_plan(), w.student, w.mentor,
           w.in_group, w.from_day, made_by, of_run, w.replaces, clock(), current_account()
    from unnest(ids, students, mentors, groups, from_days, replaced)
        as w (id, student, mentor, in_group, from_day, replaces)
    where w.student is not null
    order by w.student, w.in_group
    returning id;

    select t.staff_no, w.load + m.lent as load, m.capacity into bad
    from unnest(locked, first_days, loads) as w (staff_id, first_day, load)
    join mentor as m on m.campus_id = campus and m.staff_id = w.staff_id
    join staff as t on t.campus_id = campus and t.id = w.staff_id
    where peak_from(campus, w.staff_id, w.first_day) + m.lent > m.capacity
    order by t.staff_no limit 1;
    if found then
        perform refuse('mentor_load_within_cap', 'staff_no', bad.staff_no::text,
            'load', bad.load::text, 'limit', bad.capacity::text);
    end if;

    update mentor as m set peak_load = peak_from(campus, m.staff_id, w.first_day)
    from unnest(locked, first_days) as w (staff_id, first_day)
    where m.campus_id = campus and m.staff_id = w.staff_id;
end
$$;

-- Ends pairings of the caller's campus on a day, the first on which they are no more. The load can
-- only fall; what it was before that day stays as it was.
create function close_pairings(ids uuid[], on_day date, why text)
returns setof uuid language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    campus constant int := current_campus();
    bad record;
begin
    perform from mentor
    where campus_id = campus
      and staff_id in (select staff_id from pairing where campus_id = campus and id = any (ids))
    order by staff_id for no key update;

    select p.ended_on into bad from pairing as p
    where p.campus_id = campus and p.id = any (ids) and p.ended_on is not null
    order by p.ended_on limit 1;
    if found then
        perform refuse('pairing_not_ended', 'ended_on', bad.ended_on::text);
    end if;

    return query
    update pairing set ended_on = on_day, end_reason = why, ended_at = clock(),
                       ended_by = current_account()
    where campus_id = campus and id = any (ids)
    returning id;

    update mentor as m set peak_load = least(m.peak_load, peak_from(campus, m.staff_id, on_day))
    where m.campus_id = campus
      and m.staff_id in (select staff_id from pairing where campus_id = campus and id = any (ids));
end
$$;

-- Ends a pairing and opens its successor with another mentor on the same day, under the locks of
-- both mentors taken in key order. No row: the campus has no such pairing.
create function reassign_pairing(old_id uuid, new_id uuid, new_mentor bigint, on_day date, why text)
returns setof uuid language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    campus constant int := current_campus();
    old record;
begin
    perform from mentor
    where campus_id = campus
      and staff_id in (select staff_id from pairing where campus_id = campus and id = old_id
                       union select new_mentor)
    order by staff_id for no key update;

    select student_id, "group", staff_id into old from pairing
    where campus_id = campus and id = old_id;
    if not found then
        return;
    elsif old.staff_id = new_mentor then
        perform refuse('pairing_other_mentor');
    end if;

    perform close_pairings(array[old_id], on_day, why);
    return query select open_pairings(array[new_id], array[old.student_id], array[new_mentor],
        array[old."group"], array[on_day], 'hand', null, array[old_id]);
end
$$;

-- Gives mentors of the caller's campus their own capacity (null keeps what is there) and makes the
-- mentors that are not there yet. Returns those it made or changed. The plan's row is shared, so
-- that the cap does not change meanwhile.
create function set_capacity(mentors bigint[], own int[], on_day date)
returns setof bigint language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    campus constant int := current_campus();
    cap int;
    bad record;
begin
    perform from plan where is_current for share;
    cap := plan_value('cap', on_day);

    return query
    insert into mentor (campus_id, staff_id, own_capacity, capacity)
    select campus, w.staff_id, w.own, least(cap, w.own)
    from unnest(mentors, own) as w (staff_id, own)
    where w.staff_id is not null
    order by w.staff_id
    on conflict on constraint mentor_pkey do nothing
    returning staff_id;

    perform from mentor where campus_id = campus and staff_id = any (mentors)
    order by staff_id for no key update;

    select t.staff_no, peak_from(campus, m.staff_id, on_day) + m.lent as load,
           least(cap, w.own) as capacity
    into bad
    from unnest(mentors, own) as w (staff_id, own)
    join mentor as m on m.campus_id = campus and m.staff_id = w.staff_id
    join staff as t on t.campus_id = campus and t.id = m.staff_id
    where w.own is distinct from m.own_capacity and w.own is not null
      and peak_from(campus, m.staff_id, on_day) + m.lent > least(cap, w.own)
    order by t.staff_no limit 1;
    if found then
        perform refuse('mentor_load_within_cap', 'staff_no', bad.staff_no::text,
            'load', bad.load::text, 'limit', bad.capacity::text);
    end if;

    return query
    update mentor as m
    set own_capacity = w.own, capacity = least(cap, w.own),
        peak_load = peak_from(campus, m.staff_id, on_day)
    from unnest(mentors, own) as w (staff_id, own)
    where m.campus_id = campus and m.staff_id = w.staff_id
      and w.own is not null and w.own is distinct from m.own_capacity
    returning m.staff_id;
end
$$;

-- Sets a number of the current plan as a new version from today on. The cap acts at once on every
-- mentor of the district; a mentor who has more students already refuses it by name.
create function set_plan_number(number_name text, number_value numeric, why text)
returns int language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    year_now int;
    former int;
    made int;
    kind record;
    bad record;
begin
    select year into year_now from plan where is_current for update;
    select * into kind from plan_number_kind where name = number_name;
    if not found then
        perform refuse('plan_number_known', 'name', number_name);
    elsif number_value is null or number_value not between kind.lowest and kind.highest then
        perform refuse('plan_number_in_range', 'name', number_name,
            'lowest', kind.lowest::text, 'highest', kind.highest::text);
    elsif kind.is_whole and number_value <> trunc(number_value) then
        perform refuse('plan_number_whole', 'name', number_name);
    end if;

    former := plan_version_on(today());
    select max(version) + 1 into made from plan_version where year = year_now;
    insert into plan_version (year, version, valid_from, note, recorded_at, recorded_by)
    values (year_now, made, today(), why, clock(), current_account());
    insert into plan_number (year, version, name, value)
    select year_now, made, name, case when name = number_name then number_value else value end
    from plan_number where year = year_now and version = former;
    if number_name <> 'cap' then
        return made;
    end if;

    perform from mentor order by campus_id, staff_id for no key update;
    select campus_code_of(m.campus_id) || '/' || t.staff_no as staff_no,
           peak_from(m.campus_id, m.staff_id, today()) + m.lent as load,
           count(*) over () as mentors
    into bad
    from mentor as m join staff as t on t.campus_id = m.campus_id and t.id = m.staff_id
    where least(number_value, m.own_capacity) < m.capacity
      and peak_from(m.campus_id, m.staff_id, today()) + m.lent
          > least(number_value, m.own_capacity)
    order by m.campus_id, t.staff_no limit 1;
    if found then
        perform refuse('mentor_load_within_cap', 'staff_no', bad.staff_no,
            'load', bad.load::text, 'limit', number_value::text, 'mentors', bad.mentors::text);
    end if;
    update mentor as m
    set capacity = least(number_value, m.own_capacity),
        peak_load = peak_from(m.campus_id, m.staff_id, today())
    where m.capacity <> least(number_value, m.own_capacity);
    return made;
end
$$;

-- Loans.

-- Takes places of mentors of any campus for a loan from a day on, or gives them back (negative).
create function lend_places(campuses int[], mentors bigint[], places int[], on_day date)
returns int language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    bad record;
begin
    perform from mentor
    where (campus_id, staff_id) in (select * from unnest(campuses, mentors))
    order by campus_id, staff_id for no key update;

    select campus_code_of(m.campus_id) || '/' || t.staff_no as staff_no,
           peak_from(m.campus_id, m.staff_id, on_day) + m.lent as load, m.capacity
    into bad
    from (select w.campus_id, w.staff_id, sum(w.places) as places
          from unnest(campuses, mentors, places) as w (campus_id, staff_id, places)
          group by w.campus_id, w.staff_id) as w
    join mentor as m on m.campus_id = w.campus_id and m.staff_id = w.staff_id
    join staff as t on t.campus_id = m.campus_id and t.id = m.staff_id
    where w.places > 0
      and peak_from(m.campus_id, m.staff_id, on_day) + m.lent + w.places > m.capacity
    order by m.campus_id, t.staff_no limit 1;
    if found then
        perform refuse('mentor_load_within_cap', 'staff_no', bad.staff_no,
            'load', bad.load::text, 'limit', bad.capacity::text);
    end if;

    update mentor as m
    set lent = m.lent + w.places,
        peak_load = case when w.places > 0
                         then peak_from(m.campus_id, m.staff_id, on_day) else m.peak_load end
    from (select w.campus_id, w.staff_id, sum(w.places)::int as places
          from unnest(campuses, mentors, places) as w (campus_id, staff_id, places)
          group by w.campus_id, w.staff_id) as w
    where m.campus_id = w.campus_id and m.staff_id = w.staff_id;
    return cardinality(mentors);
end
$$;

-- Makes a lent mentor a guest of the caller's campus, with so many places until a day: a member of
-- staff CODE/NO, a mentor of that capacity, profiles and qualifications as at home, a membership
-- for the person's account. Lent again, the places add up. Returns the guest's staff id.
create function host_guest(from_campus int, from_staff bigint, places int, until_day date)
returns bigint language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    campus constant int := current_campus();
    guest bigint;
begin
    insert into staff (campus_id, staff_no, name, duty, subject, external_until,
                       background_checked_on, pinyin, home_campus_id, home_staff_id, until)
    select campus, campus_code_of(s.campus_id) || '/' || s.staff_no, s.name, s.duty, s.subject,
           s.external_until, s.background_checked_on, s.pinyin, s.campus_id, s.id, until_day
    from staff as s
    where s.campus_id = from_campus and s.id = from_staff and s.home_campus_id is null
    on conflict on constraint staff_guest_once do update
    set until = greatest(staff.until, excluded.until), name = excluded.name,
        external_until = excluded.external_until,
        background_checked_on = excluded.background_checked_on
    returning id into guest;

    insert into mentor (campus_id, staff_id, own_capacity, capacity)
    values (campus, guest, places, places)
    on conflict on constraint mentor_pkey do update
    set own_capacity = mentor.own_capacity + excluded.own_capacity,
        capacity = mentor.capacity + excluded.capacity;

    insert into mentor_profile (campus_id, plan_year, staff_id, "group", bio, slots, traits)
    select campus, p.plan_year, guest, p."group", p.bio, p.slots, p.traits
    from mentor_profile as p
    where p.campus_id = from_campus and p.staff_id = from_staff and p.plan_year = current_plan()
    on conflict on constraint mentor_profile_pkey do update
    set bio = excluded.bio, slots = excluded.slots, traits = excluded.traits;

    insert into qualification (campus_id, staff_id, kind, subject, valid_until, reference,
                               verified_by, verified_at)
    select campus, guest, q.kind, q.subject, q.valid_until, q.reference, q.verified_by,
           q.verified_at
    from qualification as q
    where q.campus_id = from_campus and q.staff_id = from_staff
    on conflict on constraint qualification_once do update
    set valid_until = excluded.valid_until, reference = excluded.reference,
        verified_by = excluded.verified_by, verified_at = excluded.verified_at;

    insert into account_role (campus_id, account_campus_id, account_id, role, staff_id, until,
                              granted_at, granted_by)
    select campus, r.account_campus_id, r.account_id, 'mentor', guest, until_day, clock(),
           current_account()
    from account_role as r
    where r.campus_id = from_campus and r.staff_id = from_staff and r.role = 'mentor'
    on conflict on constraint account_role_pkey do update
    set until = greatest(account_role.until, excluded.until), staff_id = excluded.staff_id;
    return guest;
end
$$;

-- Accounts.

-- Makes an account with one role. The district makes leads and its own administrators; a lead makes
-- leads and mentors of the own campus. Returns the account's campus code, null for the district.
create function add_account(account_name text, hash text, in_role role_name, in_campus text,
                            of_staff text)
returns text language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    campus int := current_campus();
    member bigint;
    made bigint;
begin
    if current_setting('jiedui.role') = 'district_administrator' then
        if in_role = 'mentor' then
            perform refuse('account_role_not_yours', 'role', in_role::text);
        end if;
        if in_campus is not null then
            select id into campus from campus as c where c.code = in_campus and c.id > 0;
            if not found then
                perform refuse('campus_unknown', 'campus', in_campus);
            end if;
        end if;
    else
        if in_role = 'district_administrator' then
            perform refuse('account_role_not_yours', 'role', in_role::text);
        end if;
        if in_campus <> campus_code_of(campus) then
            perform refuse('campus_not_yours', 'campus', in_campus);
        end if;
    end if;
    if of_staff is not null then
        select id into member from staff as s
        where s.campus_id = campus and s.staff_no = of_staff and s.home_campus_id is null;
        if not found then
            perform refuse('staff_unknown', 'staff_no', of_staff);
        end if;
    end if;

    insert into account (campus_id, account, password_hash, created_at, created_by)
    values (campus, account_name, hash, clock(), current_account())
    returning id into made;
    insert into account_directory (account, campus_id, account_id)
    values (account_name, campus, made);
    insert into account_role (campus_id, account_campus_id, account_id, role, staff_id, granted_at,
                              granted_by)
    values (campus, campus, made, in_role, member, clock(), current_account());
    return nullif(campus_code_of(campus), '0000000000');
end
$$;

-- Makes an administrator of the district, for whoever runs the machine; no role may execute it.
create function create_administrator(account_name text, hash text)
returns bigint language plpgsql volatile set search_path = public, pg_temp as $$
declare
    made bigint;
begin
    insert into account (campus_id, account, password_hash, created_at)
    values (0, account_name, hash, now())
    returning id into made;
    insert into account_directory (account, campus_id, account_id) values (account_name, 0, made);
    insert into account_role (campus_id, account_campus_id, account_id, role, granted_at)
    values (0, 0, made, 'district_administrator', now());
    return made;
end
$$;

-- The accounts a caller may manage: a lead those of the own campus, the district its own and the
-- leads'.
create function manageable_accounts()
returns table (campus_id int, account_id bigint, account text, roles role_name[], staff_no text,
               created_at timestamptz, disabled_at timestamptz)
language sql stable security definer
set search_path = public, pg_temp as $$
    select a.campus_id, a.id, a.account::text, r.roles, r.staff_no, a.created_at, a.disabled_at
    from account as a
    cross join lateral (
        select array_agg(r.role order by r.role) as roles, max(t.staff_no::text) as staff_no
        from account_role as r
        left join staff as t on t.campus_id = r.campus_id and t.id = r.staff_id
        where r.account_campus_id = a.campus_id and r.account_id = a.id
          and r.campus_id = a.campus_id
    ) as r
    where (current_campus() > 0 and a.campus_id = current_campus())
       or (current_campus() = 0
           and current_setting('jiedui.role') = 'district_administrator'
           and r.roles && '{district_administrator,campus_lead}')
$$;

-- Disables an account the caller may manage; its sessions end. No row: there is no such account.
create function disable_account(account_name text)
returns table (account text, disabled_at timestamptz) language plpgsql volatile security definer
set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    found_account record;
begin
    select m.campus_id, m.account_id into found_account
    from manageable_accounts() as m where m.account = account_name;
    if not found then
        return;
    elsif found_account.account_id = current_account() then
        perform refuse('account_own_not_disabled');
    end if;
    update session set ended_at = clock()
    where campus_id = found_account.campus_id and account_id = found_account.account_id
      and ended_at is null;
    return query
    update account as a set disabled_at = coalesce(a.disabled_at, clock())
    where a.campus_id = found_account.campus_id and a.id = found_account.account_id
    returning a.account::text, a.disabled_at;
end
$$;

-- Identity: the first statement of every call but login, run as login_check. Finds the session's
-- account, its campus and the most powerful of its roles that the operation allows (an empty list
-- allows every member), tells the rest of the transaction, and becomes the operation's role.
create function identify(token_sha256 bytea, allowed text[], campus text, db_role text,
                         at timestamptz)
returns text language plpgsql volatile set search_path = public, pg_temp as $$
declare
    caller record;
    acting int;
    held record;
begin
    select s.campus_id, s.account_id, a.account, s.expires_at, s.ended_at, a.disabled_at
    into caller
    from session as s
    join account as a on a.campus_id = s.campus_id and a.id = s.account_id
    where s.token_sha256 = identify.token_sha256;
    if not found or caller.ended_at is not null or caller.disabled_at is not null then
        perform refuse('session_unknown');
    elsif caller.expires_at <= at then
        perform refuse('session_expired');
    end if;

    acting := caller.campus_id;
    if campus is not null then
        select c.id into acting from campus as c where c.code = identify.campus;
    end if;
    select count(*) as roles, max(r.staff_id) as staff_id,
           min(r.role) filter (where r.role::text = any (allowed) or cardinality(allowed) = 0)
               as role
    into held
    from account_role as r
    where r.account_campus_id = caller.campus_id and r.account_id = caller.account_id
      and r.campus_id = acting and (r.until is null or r.until >= local_date(at));
    if held.roles = 0 and campus is not null then
        perform refuse('campus_not_yours', 'campus', campus);
    elsif held.role is null then
        perform refuse('role_not_allowed');
    end if;

    perform set_config('jiedui.account', caller.account_id::text, true),
            set_config('jiedui.campus', acting::text, true),
            set_config('jiedui.staff', coalesce(held.staff_id::text, ''), true),
            set_config('jiedui.role', held.role::text, true),
            set_config('jiedui.session', encode(identify.token_sha256, 'hex'), true),
            set_config('jiedui.now', at::text, true);
    perform set_config('role', db_role, true);
    return caller.account::text;
end
$$;

-- Statistics: plain set queries over effective dates, so they answer for any day. Whoever calls
-- sees the campuses the caller's row security shows.
-- Each part is materialized: a planner that expects one campus would count it again for each.

create function campus_figures(as_of date)
returns table (campus_id int, campus_code text, campus_name text, students int, needs int,
               in_need_students int, covered_students int, waiting int, mentors int,
               free_places int, records int)
language sql stable
begin atomic
    with roll as (
        select s.campus_id, s.id
        from student as s
        where s.enrolled_on <= as_of and (s.left_on is null or s.left_on > as_of)
    ), open_need as (
        select n.campus_id, n.student_id, n."group"
        from need as n
        join roll as r on r.campus_id = n.campus_id and r.id = n.student_id
        where n.plan_year = current_plan() and n.opened_on <= as_of
          and (n.closed_on is null or n.closed_on > as_of)
    ), active as (
        select p.campus_id, p.student_id, p."group"
        from pairing as p
        where p.started_on <= as_of and (p.ended_on is null or p.ended_on > as_of)
    ), paired_student as (
        select distinct a.campus_id, a.student_id from active as a
    ), by_need as materialized (
        select n.campus_id, count(*) as needs, count(distinct n.student_id) as in_need,
               count(distinct s.student_id) as covered,
               count(*) filter (where a.student_id is null) as waiting
        from open_need as n
        left join paired_student as s on s.campus_id = n.campus_id and s.student_id = n.student_id
        left join active as a on a.campus_id = n.campus_id and a.student_id = n.student_id
            and a."group" = n."group"
        group by n.campus_id
    ), by_roll as materialized (
        select r.campus_id, count(*) as students from roll as r group by r.campus_id
    ), qualified as materialized (
        select distinct q.campus_id, q.staff_id from qualified_profiles(as_of) as q
    ), by_mentor as materialized (
        select m.campus_id, count(*) as mentors, sum(m.free_places) as free_places
        from mentor_places(as_of) as m
        join qualified as q on q.campus_id = m.campus_id and q.staff_id = m.staff_id
        join staff as t on t.campus_id = m.campus_id and t.id = m.staff_id
        where t.home_campus_id is null
        group by m.campus_id
    ), by_record as materialized (
        select r.campus_id, count(*) as records
        from record as r
        where r.plan_year = current_plan()
          and r.held_at < (as_of + 1)::timestamp at time zone (select time_zone from district)
        group by r.campus_id
    )
    select c.id, c.code::text, c.name::text, coalesce(r.students, 0)::int,
           coalesce(n.needs, 0)::int, coalesce(n.in_need, 0)::int, coalesce(n.covered, 0)::int,
           coalesce(n.waiting, 0)::int, coalesce(m.mentors, 0)::int,
           coalesce(m.free_places, 0)::int, coalesce(h.records, 0)::int
    from campus as c
    left join by_roll as r on r.campus_id = c.id
    left join by_need as n on n.campus_id = c.id
    left join by_mentor as m on m.campus_id = c.id
    left join by_record as h on h.campus_id = c.id
    where c.id > 0 and (c.id = current_campus() or current_campus() = 0)
    order by c.code;
end;

create function group_figures(as_of date)
returns table (campus_id int, campus_code text, "group" need_group, needs int, paired int,
               waiting int)
language sql stable
begin atomic
    with open_need as (
        select n.campus_id, n.student_id, n."group"
        from need as n
        join student as s on s.campus_id = n.campus_id and s.id = n.student_id
        where n.plan_year = current_plan() and n.opened_on <= as_of
          and (n.closed_on is null or n.closed_on > as_of)
          and s.enrolled_on <= as_of and (s.left_on is null or s.left_on > as_of)
    ), counted as (
        select n.campus_id, n."group", count(*) as needs, count(p.student_id) as paired
        from open_need as n
        left join pairing as p on p.campus_id = n.campus_id and p.student_id = n.student_id
            and p."group" = n."group" and p.started_on <= as_of
            and (p.ended_on is null or p.ended_on > as_of)
        group by n.campus_id, n."group"
    )
    select c.id, c.code::text, g."group", coalesce(n.needs, 0)::int, coalesce(n.paired, 0)::int,
           (coalesce(n.needs, 0) - coalesce(n.paired, 0))::int
    from campus as c
    cross join unnest(enum_range(null::need_group)) as g ("group")
    left join counted as n on n.campus_id = c.id and n."group" = g."group"
    where c.id > 0 and (c.id = current_campus() or current_campus() = 0)
    order by c.code, g."group";
end;

-- The same over all campuses, for the district: owned by the role statistics.

create function district_campus_figures(as_of date)
returns table (campus_id int, campus_code text, campus_name text, students int, needs int,
               in_need_students int, covered_students int, waiting int, mentors int,
               free_places int, records int)
language sql stable security definer set search_path = public, pg_temp as $$
    select * from campus_figures(as_of) where current_campus() = 0
$$;

create function district_group_figures(as_of date)
returns table (campus_id int, campus_code text, "group" need_group, needs int, paired int,
               waiting int)
language sql stable security definer set search_path = public, pg_temp as $$
    select * from group_figures(as_of) where current_campus() = 0
$$;

reset role;
