-- oldest-daemon: 0.2.0
-- The plan as one file: numbers, dated phases with owners, meetings, main subjects, policy anchors;
-- and what became of each of its sentences (S1-S92).

set local role jiedui_owner;

create type plan_row_kind as enum ('plan', 'number', 'phase', 'meeting', 'subject', 'anchor');

create table plan_phase (
    plan_year int not null,
    place     int not null,
    name      short_text not null,
    first_on  date not null,
    last_on   date not null,
    owner     short_text,
    note      short_text,
    constraint plan_phase_pkey primary key (plan_year, place),
    constraint plan_phase_plan foreign key (plan_year) references plan (year),
    constraint plan_phase_days_in_order check (first_on <= last_on)
);
comment on constraint plan_phase_pkey on plan_phase is
    'This is stored already.';
comment on constraint plan_phase_plan on plan_phase is
    'The row names something that is not stored; store that first.';
comment on constraint plan_phase_days_in_order on plan_phase is
    'The phase ends before it begins; exchange its first and last day.';

create table plan_meeting (
    plan_year  int not null,
    kind       meeting_kind not null,
    planned_on date not null,
    owner      short_text,
    note       short_text,
    constraint plan_meeting_pkey primary key (plan_year, kind, planned_on),
    constraint plan_meeting_plan foreign key (plan_year) references plan (year)
);
comment on constraint plan_meeting_pkey on plan_meeting is
    'This is stored already.';
comment on constraint plan_meeting_plan on plan_meeting is
    'The row names something that is not stored; store that first.';

create table plan_anchor (
    plan_year int not null,
    place     int not null,
    name      short_text not null,
    constraint plan_anchor_pkey primary key (plan_year, place),
    constraint plan_anchor_plan foreign key (plan_year) references plan (year)
);
comment on constraint plan_anchor_pkey on plan_anchor is
    'This is stored already.';
comment on constraint plan_anchor_plan on plan_anchor is
    'The row names something that is not stored; store that first.';

-- The plan's sentences, and which facts say that one is configured and in use. Without a fact for
-- configured it is so in every district.
create table plan_sentence (
    number     int not null,
    caption    short_text not null,
    configured text collate "C",
    used       text collate "C",
    constraint plan_sentence_pkey primary key (number)
);
comment on constraint plan_sentence_pkey on plan_sentence is
    'This is stored already.';

insert into rule (name, code, sentence) values
    ('plan_year_given', 'INVALID',
     'The file does not say which plan: it needs a row plan,year,2026.'),
    ('plan_row_kind_given', 'INVALID',
     'The row has no kind: give plan, number, phase, meeting, subject or anchor.'),
    ('plan_row_name_given', 'INVALID', 'The row has no name.'),
    ('plan_row_name_known', 'INVALID',
     'A row of the kind plan is named year, title, first_on, last_on, cutoff_on or current.'),
    ('plan_row_value_readable', 'INVALID',
     'The value does not fit: a year, a day such as 2026-01-01, yes or no, or a number.'),
    ('plan_meeting_known', 'INVALID',
     'There is no such kind of meeting: give mobilisation, signing_ceremony, method_meeting, '
     'group_meeting, case_conference or training.'),
    ('plan_row_days_given', 'INVALID',
     'The row has no days, or they are out of order: give its first and last one.');

-- The kind of meeting that a word means; null for none.
create function meeting_kind_of(word text) returns meeting_kind language sql immutable
return case
    when word in ('mobilisation', '动员会') then 'mobilisation'
    when word in ('signing_ceremony', '签约仪式') then 'signing_ceremony'
    when word in ('method_meeting', '方法交流会') then 'method_meeting'
    when word in ('group_meeting', '小组活动') then 'group_meeting'
    when word in ('case_conference', '个案研讨') then 'case_conference'
    when word in ('training', '导师培训') then 'training'
end::meeting_kind;

-- The rule that a row of the file is against; null for none.
create function plan_row_fault(kind plan_row_kind, name text, value text, first_on date,
                               last_on date)
returns text language sql stable
return case
    when kind is null then 'plan_row_kind_given'
    when coalesce(name, '') = '' then 'plan_row_name_given'
    when kind = 'plan' and name not in ('year', 'title', 'first_on', 'last_on', 'cutoff_on',
                                        'current') then 'plan_row_name_known'
    when kind = 'plan' and name = 'year' and coalesce(value, '') !~ '^20[0-9]{2}$'
        then 'plan_row_value_readable'
    when kind = 'plan' and name in ('first_on', 'last_on', 'cutoff_on')
         and coalesce(value, '') !~ '^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
        then 'plan_row_value_readable'
    when kind = 'plan' and name = 'current'
         and coalesce(value, '') not in ('yes', 'no', '是', '否')
        then 'plan_row_value_readable'
    when kind = 'number' and not exists (select from plan_number_kind as k
                                         where k.name = plan_row_fault.name)
        then 'plan_number_known'
    when kind = 'number' and coalesce(value, '') !~ '^-?[0-9]{1,9}([.][0-9]{1,6})?$'
        then 'plan_row_value_readable'
    when kind = 'number' and exists (
        select from plan_number_kind as k
        where k.name = plan_row_fault.name
          and value::numeric not between k.lowest and k.highest) then 'plan_number_in_range'
    when kind = 'number' and exists (
        select from plan_number_kind as k
        where k.name = plan_row_fault.name and k.is_whole
          and value::numeric <> trunc(value::numeric)) then 'plan_number_whole'
    when kind = 'meeting' and meeting_kind_of(name) is null then 'plan_meeting_known'
    when kind = 'meeting' and first_on is null then 'plan_row_days_given'
    when kind = 'phase' and (first_on is null or coalesce(last_on, first_on) < first_on)
        then 'plan_row_days_given'
end;

-- Takes a plan's file over, which was looked through before: the numbers that differ make one
-- version (the cap, whose change reaches every mentor, one of its own), everything else is replaced
-- where the file speaks of it. A new year's plan begins with the numbers, templates and subjects of
-- the current one. Returns how many rows said something new.
create function load_plan(kinds plan_row_kind[], names text[], vals text[], firsts date[],
                          lasts date[], owners text[], notes text[])
returns int language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    g record;
    y int;
    had int := current_plan();
    made int;
    changed int := 0;
    n int;
    new_cap numeric;
begin
    select max(v) filter (where m = 'year')::int as year,
           max(v) filter (where m = 'title') as title,
           max(v) filter (where m = 'first_on')::date as first_on,
           max(v) filter (where m = 'last_on')::date as last_on,
           max(v) filter (where m = 'cutoff_on')::date as cutoff_on,
           coalesce(bool_or(v in ('yes', '是')) filter (where m = 'current'), false) as current
    into g
    from unnest(kinds, names, vals) as r (k, m, v) where k = 'plan';
    y := g.year;
    if y is null then
        perform refuse('plan_year_given');
    end if;
    perform from plan where is_current for update;

    insert into plan as p (year, title, first_on, last_on, cutoff_on)
    values (y, coalesce(g.title, y || '年师生结对帮扶工作计划'),
            coalesce(g.first_on, make_date(y, 1, 1)), coalesce(g.last_on, make_date(y, 12, 31)),
            coalesce(g.cutoff_on, make_date(y + 1, 1, 31)))
    on conflict on constraint plan_pkey do update
    set title = coalesce(g.title, p.title), first_on = coalesce(g.first_on, p.first_on),
        last_on = coalesce(g.last_on, p.last_on), cutoff_on = coalesce(g.cutoff_on, p.cutoff_on)
    where (p.title, p.first_on, p.last_on, p.cutoff_on) is distinct from
          (coalesce(g.title, p.title), coalesce(g.first_on, p.first_on),
           coalesce(g.last_on, p.last_on), coalesce(g.cutoff_on, p.cutoff_on));
    get diagnostics n = row_count;
    changed := changed + n;

    select max(version) into made from plan_version where year = y;
    if made is null then
        insert into plan_version (year, version, valid_from, note, recorded_at, recorded_by)
        select y, 1, p.first_on, 'plan load', clock(), current_account() from plan as p
        where p.year = y;
        insert into plan_number (year, version, name, value)
        select y, 1, o.name, coalesce(f.v::numeric, o.value)
        from plan_number as o
        left join (select m, v from unnest(kinds, names, vals) as r (k, m, v) where k = 'number')
            as f on f.m = o.name
        where o.year = had and o.version = plan_version_on(today());
        get diagnostics n = row_count;
        changed := changed + n;
        insert into agreement_template (plan_year, "group", goals, measures, schedule, duties)
        select y, t."group", t.goals, t.measures, t.schedule, t.duties
        from agreement_template as t where t.plan_year = had;
        insert into main_subject (plan_year, subject)
        select y, s.subject from main_subject as s where s.plan_year = had;
    elsif exists (
        select from unnest(kinds, names, vals) as r (k, m, v)
        join plan_number as o on o.year = y and o.version = made and o.name = r.m
        where k = 'number' and m <> 'cap' and v::numeric <> o.value) then
        insert into plan_version (year, version, valid_from, note, recorded_at, recorded_by)
        values (y, made + 1, today(), 'plan load', clock(), current_account());
        insert into plan_number (year, version, name, value)
        select y, made + 1, o.name, coalesce(f.v::numeric, o.value)
        from plan_number as o
        left join (select m, v from unnest(kinds, names, vals) as r (k, m, v)
                   where k = 'number' and m <> 'cap') as f on f.m = o.name
        where o.year = y and o.version = made;
        select changed + count(*) into changed
        from unnest(kinds, names, vals) as r (k, m, v)
        join plan_number as o on o.year = y and o.version = made and o.name = r.m
        where k = 'number' and m <> 'cap' and v::numeric <> o.value;
    end if;

    if g.current then
        update plan set is_current = false where is_current and year <> y;
        update plan set is_current = true where year = y and not is_current;
        get diagnostics n = row_count;
        changed := changed + n;
    end if;
    select v::numeric into new_cap from unnest(kinds, names, vals) as r (k, m, v)
    where k = 'number' and m = 'cap' limit 1;
    if y = current_plan() and new_cap <> plan_value('cap', today()) then
        perform set_plan_number('cap', new_cap, 'plan load');
        changed := changed + 1;
    end if;
    return changed + replace_plan_parts(y, kinds, names, firsts, lasts, owners, notes);
end
$$;

-- Phases, meetings, subjects and anchors of a year, where the file has any of the kind.
create function replace_plan_parts(y int, kinds plan_row_kind[], names text[], firsts date[],
                                   lasts date[], owners text[], notes text[])
returns int language plpgsql volatile set search_path = public, pg_temp as $$
declare
    changed int := 0;
    n int;
begin
    if 'phase' = any (kinds) then
        with given as (
            select (row_number() over (order by place))::int as place, m as name, f as first_on,
                   coalesce(l, f) as last_on, o as owner, t as note
            from unnest(kinds, names, firsts, lasts, owners, notes)
                with ordinality as r (k, m, f, l, o, t, place) where k = 'phase'
        ), gone as (
            delete from plan_phase as p where p.plan_year = y
              and not exists (select from given as g where g.place = p.place)
            returning 1
        ), written as (
            insert into plan_phase as p (plan_year, place, name, first_on, last_on, owner, note)
            select y, g.* from given as g
            on conflict on constraint plan_phase_pkey do update
            set name = excluded.name, first_on = excluded.first_on, last_on = excluded.last_on,
                owner = excluded.owner, note = excluded.note
            where (p.name, p.first_on, p.last_on, p.owner, p.note) is distinct from
                  (excluded.name, excluded.first_on, excluded.last_on, excluded.owner,
                   excluded.note)
            returning 1
        )
        select (select count(*) from gone) + (select count(*) from written) into n;
        changed := changed + n;
    end if;
    if 'meeting' = any (kinds) then
        with given as (
            select distinct on (1, 2) meeting_kind_of(m) as kind, f as planned_on, o as owner,
                   t as note
            from unnest(kinds, names, firsts, owners, notes) as r (k, m, f, o, t)
            where k = 'meeting'
        ), gone as (
            delete from plan_meeting as p where p.plan_year = y
              and not exists (select from given as g
                              where (g.kind, g.planned_on) = (p.kind, p.planned_on))
            returning 1
        ), written as (
            insert into plan_meeting as p (plan_year, kind, planned_on, owner, note)
            select y, g.* from given as g
            on conflict on constraint plan_meeting_pkey do update
            set owner = excluded.owner, note = excluded.note
            where (p.owner, p.note) is distinct from (excluded.owner, excluded.note)
            returning 1
        )
        select (select count(*) from gone) + (select count(*) from written) into n;
        changed := changed + n;
    end if;
    if 'subject' = any (kinds) then
        with given as (
            select distinct m as subject from unnest(kinds, names) as r (k, m) where k = 'subject'
        ), gone as (
            delete from main_subject as p where p.plan_year = y
              and not exists (select from given as g where g.subject = p.subject)
            returning 1
        ), written as (
            insert into main_subject (plan_year, subject) select y, g.subject from given as g
            on conflict on constraint main_subject_pkey do nothing
            returning 1
        )
        select (select count(*) from gone) + (select count(*) from written) into n;
        changed := changed + n;
    end if;
    if 'anchor' = any (kinds) then
        with given as (
            select (row_number() over (order by place))::int as place, m as name
            from unnest(kinds, names) with ordinality as r (k, m, place) where k = 'anchor'
        ), gone as (
            delete from plan_anchor as p where p.plan_year = y
              and not exists (select from given as g where g.place = p.place)
            returning 1
        ), written as (
            insert into plan_anchor as p (plan_year, place, name) select y, g.* from given as g
            on conflict on constraint plan_anchor_pkey do update set name = excluded.name
            where p.name is distinct from excluded.name
            returning 1
        )
        select (select count(*) from gone) + (select count(*) from written) into n;
        changed := changed + n;
    end if;
    return changed;
end
$$;

-- Students of each group (a need open in the plan up to the day) beside the roll, of the campus, or
-- for the district of all campuses.
create function group_shares(as_of date)
returns table ("group" need_group, students int, on_roll int)
language sql stable security definer set search_path = public, pg_temp as $$
    select g."group",
           (select count(distinct s.student_no)::int from need as n
            join student as s on s.campus_id = n.campus_id and s.id = n.student_id
            where n.plan_year = current_plan() and n."group" = g."group" and n.opened_on <= as_of
              and current_campus() in (0, n.campus_id)),
           (select count(*)::int from student as s
            where current_campus() in (0, s.campus_id) and s.enrolled_on <= as_of
              and (s.left_on is null or s.left_on > as_of))
    from unnest(enum_range(null::need_group)) as g ("group")
$$;

-- How much there is of what the plan's sentences speak of, in the campus or in all.
create function plan_facts() returns table (fact text, amount bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select 'plan', count(*) from plan where is_current
    union all select 'phase', count(*) from plan_phase where plan_year = current_plan()
    union all select 'anchor', count(*) from plan_anchor where plan_year = current_plan()
    union all select 'subject', count(*) from main_subject where plan_year = current_plan()
    union all select 'planned_' || kind::text, count(*) from plan_meeting
        where plan_year = current_plan() group by kind
    union all select 'number_' || name, 1 from plan_number
        where year = current_plan() and version = plan_version_on(today())
    union all select 'template', count(*) from agreement_template where plan_year = current_plan()
    union all select 'calendar', count(*) from calendar
    union all select 'student', count(*) from student where current_campus() in (0, campus_id)
    union all select 'staff', count(*) from staff where current_campus() in (0, campus_id)
    union all select 'external', count(*) from staff
        where current_campus() in (0, campus_id) and is_external(duty, external_until)
    union all select 'class_teacher', count(*) from staff
        where current_campus() in (0, campus_id) and duty in ('班主任', 'class_teacher')
    union all select 'need', count(*) from need
        where current_campus() in (0, campus_id) and plan_year = current_plan()
    union all select 'need_' || "group"::text, count(*) from need
        where current_campus() in (0, campus_id) and plan_year = current_plan() group by "group"
    union all select 'source_' || o.source::text, count(*) from need_source as o
        where current_campus() in (0, o.campus_id) group by o.source
    union all select 'need_list', count(*) from need_list
        where current_campus() in (0, campus_id) and plan_year = current_plan()
    union all select 'mentor', count(*) from mentor_profile
        where current_campus() in (0, campus_id) and plan_year = current_plan()
    union all select 'mentor_' || "group"::text, count(*) from mentor_profile
        where current_campus() in (0, campus_id) and plan_year = current_plan() group by "group"
    union all select 'qualification_' || kind::text, count(*) from qualification
        where current_campus() in (0, campus_id) group by kind
    union all select 'choice', count(*) from choice
        where current_campus() in (0, campus_id) and plan_year = current_plan()
    union all select 'fit', count(*) from fit
        where current_campus() in (0, campus_id) and plan_year = current_plan()
    union all select 'slots', count(*) from mentor_profile
        where current_campus() in (0, campus_id) and slots <> ''
    union all select 'run', count(*) from match_run
        where current_campus() in (0, campus_id) and state = 'published'
    union all select 'pairing', count(*) from pairing
        where current_campus() in (0, campus_id) and plan_year = current_plan()
    union all select 'pairing_ended', count(*) from pairing
        where current_campus() in (0, campus_id) and ended_on is not null
    union all select 'agreement', count(*) from agreement
        where current_campus() in (0, campus_id) and signed_on is not null
    union all select 'record_' || kind::text, count(*) from record
        where current_campus() in (0, campus_id) and plan_year = current_plan() group by kind
    union all select 'diagnosis', count(*) from diagnosis where current_campus() in (0, campus_id)
    union all select 'tutoring', count(*) from tutoring where current_campus() in (0, campus_id)
    union all select 'exercises', count(*) from tutoring
        where current_campus() in (0, campus_id) and exercises > 0
    union all select 'preview', count(*) from tutoring
        where current_campus() in (0, campus_id)
          and coalesce(known, 0) + coalesce(questions, 0) + coalesce(extensions, 0) > 0
    union all select 'error_cause', count(*) from error_entry
        where current_campus() in (0, campus_id)
    union all select 'artefact_' || kind::text, count(*) from artefact
        where current_campus() in (0, campus_id) group by kind
    union all select 'meeting_' || kind::text, count(*) from meeting
        where current_campus() in (0, campus_id) and plan_year = current_plan() group by kind
    union all select 'sharer', count(*) from meeting_attendance
        where current_campus() in (0, campus_id) and shared and student_id is not null
    union all select 'score', count(*) from score where current_campus() in (0, campus_id)
    union all select 'contest', count(*) from contest_entry where current_campus() in (0, campus_id)
    union all select 'award', count(*) from contest_entry
        where current_campus() in (0, campus_id) and award <> ''
    union all select 'warning', count(*) from warning_event
        where current_campus() in (0, campus_id)
    union all select 'evaluation', count(*) from evaluation where current_campus() in (0, campus_id)
    union all select 'outcome', count(*) from change_request
        where current_campus() in (0, campus_id)
    union all select 'baseline', count(*) from baseline
        where current_campus() in (0, campus_id) and year = current_plan() - 1
$$;

reset role;
