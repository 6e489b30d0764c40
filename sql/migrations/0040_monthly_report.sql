-- oldest-daemon: 0.2.0
-- The monthly report of a campus: drafted, submitted and so locked, reopened as a new version.

set local role jiedui_owner;

create type report_state as enum ('missing', 'draft', 'submitted');
create type report_amount as enum (
    'records', 'meetings', 'feedbacks', 'needs_opened', 'needs_closed', 'pairings_started',
    'pairings_ended', 'warnings_opened', 'warnings_closed', 'meeting_weeks', 'feedback_months',
    'tutoring_sessions', 'tutoring_full_weeks');

create table report (
    campus_id     int not null,
    month         date not null,
    version       int not null,
    revision      int not null,
    plan_year     int not null,
    plan_version  int not null,
    as_of         date not null,
    done          long_text,
    problems      long_text,
    next_steps    long_text,
    drafted_at    timestamptz not null,
    drafted_by    bigint not null,
    submitted_at  timestamptz,
    submitted_by  bigint,
    sha256        bytea,
    reopened_at   timestamptz,
    reopened_by   bigint,
    reopen_reason short_text,
    constraint report_pkey primary key (campus_id, month, version),
    constraint report_campus foreign key (campus_id) references campus (id),
    constraint report_plan foreign key (plan_year) references plan (year),
    constraint report_of_a_month check (extract(day from month) = 1),
    constraint report_is_submitted_whole
        check ((sha256 is null) = (submitted_at is null)
               and (submitted_by is null) = (submitted_at is null)
               and (version = 1 or reopen_reason is not null))
);
comment on constraint report_pkey on report is
    'Somebody drafted or reopened the month''s report at the same moment: show it, then go on.';
comment on constraint report_campus on report is
    'The row names something that is not stored; store that first.';
comment on constraint report_plan on report is
    'The row names something that is not stored; store that first.';
comment on constraint report_of_a_month on report is
    'A report is of a month.';
comment on constraint report_is_submitted_whole on report is
    'A submitted report has its hash, instant and account, and a later version a reason.';

-- The standing on the report's day, as figure_parts() gave it.
create table report_figure (
    campus_id   int not null,
    month       date not null,
    version     int not null,
    figure      text collate "C" not null,
    by          text collate "C" not null,
    part        text collate "C" not null,
    numerator   numeric not null,
    denominator numeric,
    constraint report_figure_pkey primary key (campus_id, month, version, figure, by, part),
    constraint report_figure_report foreign key (campus_id, month, version)
        references report (campus_id, month, version)
);
comment on constraint report_figure_pkey on report_figure is
    'This is stored already.';
comment on constraint report_figure_report on report_figure is
    'The row names something that is not stored; store that first.';

-- What the month itself brought.
create table report_month (
    campus_id int not null,
    month     date not null,
    version   int not null,
    amount    report_amount not null,
    part      text collate "C" not null,
    counted   int not null,
    required  int,
    constraint report_month_pkey primary key (campus_id, month, version, amount, part),
    constraint report_month_report foreign key (campus_id, month, version)
        references report (campus_id, month, version)
);
comment on constraint report_month_pkey on report_month is
    'This is stored already.';
comment on constraint report_month_report on report_month is
    'The row names something that is not stored; store that first.';

insert into rule (name, code, sentence) values
    ('month_written', 'INVALID', 'A month is written 2026-05.'),
    ('report_month_of_plan', 'INVALID', 'The month is not one of the current plan''s year.'),
    ('report_month_begun', 'INVALID', 'The month has not begun yet.'),
    ('report_month_over', 'CONFLICT',
     'The month is not over: a report is submitted from its last day on.'),
    ('report_drafted_early', 'CONFLICT',
     'The draft was made before the month''s last day: draft it again, then submit it.'),
    ('report_drafted', 'NOT_FOUND', 'There is no draft of this month''s report: draft it first.'),
    ('report_is_open', 'CONFLICT',
     'The month''s report is submitted and so locked; reopen it with a reason to change it.'),
    ('report_is_submitted', 'CONFLICT',
     'The month''s report is not submitted, so there is nothing to reopen: draft it again.'),
    ('report_changed', 'CONFLICT',
     'The draft was changed in between: show it, and give its new revision.'),
    ('report_names_nobody', 'INVALID',
     'The text names a student, and the report leaves the campus: write it without the name.'),
    ('report_campus_given', 'INVALID', 'Say which campus: --campus-code CODE.'),
    ('report_reason_given', 'INVALID', 'Say why the report is reopened.'),
    ('report_unaltered', 'CONFLICT',
     'A submitted report is no longer what was submitted: its hash does not fit.');

create function report_month_of(given text) returns date language plpgsql immutable
set search_path = public, pg_temp as $$
begin
    if given !~ '^\d{4}-(0[1-9]|1[0-2])$' then
        perform refuse('month_written');
    end if;
    return (given || '-01')::date;
end
$$;

create function report_last_day(month date) returns date language sql immutable
return (month + interval '1 month')::date - 1;

-- A student of the campus, also one who left, whose name or number stands in the text.
create function student_named_in(given text) returns text language sql stable
return (
    select s.name from student as s
    where s.campus_id = current_campus()
      and (length(s.name) > 1 and strpos(given, s.name) > 0
           or strpos(upper(given), s.student_no) > 0)
    limit 1);

-- What is submitted stays as it is, whoever writes.
create function keep_report() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if old.sha256 is not null then
        perform refuse('report_is_open');
    end if;
    return coalesce(new, old);
end
$$;
create trigger report_is_locked before update or delete on report
    for each row execute function keep_report();

create function keep_report_row() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    touched record;
begin
    touched := coalesce(old, new);
    if exists (select from report as r
               where r.campus_id = touched.campus_id and r.month = touched.month
                 and r.version = touched.version and r.sha256 is not null) then
        perform refuse('report_is_open');
    end if;
    return coalesce(new, old);
end
$$;
create trigger report_figure_is_locked before insert or update or delete on report_figure
    for each row execute function keep_report_row();
create trigger report_month_is_locked before insert or update or delete on report_month
    for each row execute function keep_report_row();

-- Warning events by level alone: who they are of is not for a lead.
create function month_warnings(first_on date)
returns table (amount report_amount, level text)
language sql stable security definer set search_path = public, pg_temp as $$
    select k.amount, w.level::text
    from warning_event as w
    cross join lateral (values ('warnings_opened'::report_amount, w.opened_on),
                               ('warnings_closed', w.closed_on)) as k (amount, on_day)
    where w.campus_id = current_campus() and not w.is_drill
      and w.ended is distinct from 'unfounded'
      and k.on_day between first_on and report_last_day(first_on)
$$;

-- What a month brought to the caller's campus: wholes, and where there is something, parts.
create function month_amounts(first_on date)
returns table (amount report_amount, part text, counted int, required int)
language sql stable set search_path = public, pg_temp as $$
    with span as (
        select first_on as a, report_last_day(first_on) as z
    ), recorded as (
        select r.kind from record as r, span as s
        where r.campus_id = current_campus()
          and r.held_at >= s.a::timestamp at time zone (select time_zone from district)
          and r.held_at < (s.z + 1)::timestamp at time zone (select time_zone from district)
    ), thing as (
        select 'records'::report_amount as amount, kind::text as part from recorded
        union all
        select 'feedbacks', kind::text from recorded where kind in ('home_feedback', 'home_visit')
        union all
        select 'meetings', m.kind::text from meeting as m, span as s
        where m.campus_id = current_campus() and m.held_on between s.a and s.z
        union all
        select 'needs_opened', n."group"::text from need as n, span as s
        where n.campus_id = current_campus() and n.opened_on between s.a and s.z
        union all
        select 'needs_closed', n."group"::text from need as n, span as s
        where n.campus_id = current_campus() and n.closed_on between s.a and s.z
        union all
        select 'pairings_started', p."group"::text from pairing as p, span as s
        where p.campus_id = current_campus() and p.started_on between s.a and s.z
        union all
        select 'pairings_ended', p."group"::text from pairing as p, span as s
        where p.campus_id = current_campus() and p.ended_on between s.a and s.z
        union all
        select w.amount, w.level from month_warnings(first_on) as w
    ), duty_done as (
        select d.duty, d.needed, least(d.held, d.needed) as met,
               (d.held >= d.needed)::int as is_full
        from span as s
        cross join lateral duty_periods(s.z, null) as d
        where d.last_on between s.a and s.z
    )
    select k.amount, ''::text, count(t.amount)::int, null::int
    from unnest('{records,meetings,feedbacks,needs_opened,needs_closed,pairings_started,
                  pairings_ended,warnings_opened,warnings_closed}'::report_amount[])
        as k (amount)
    left join thing as t on t.amount = k.amount
    group by k.amount
    union all
    select t.amount, t.part, count(*)::int, null from thing as t group by t.amount, t.part
    union all
    select k.amount, '', coalesce(sum(w.met), 0)::int, coalesce(sum(w.needed), 0)::int
    from unnest('{meeting_weeks,feedback_months,tutoring_sessions,tutoring_full_weeks}'
                ::report_amount[]) as k (amount)
    left join (
        select case d.duty when 'meeting' then 'meeting_weeks'::report_amount
                           when 'home_feedback' then 'feedback_months'
                           else 'tutoring_full_weeks' end as amount, d.is_full as met, 1 as needed
        from duty_done as d
        union all
        select 'tutoring_sessions', d.met, d.needed from duty_done as d where d.duty = 'tutoring'
    ) as w on w.amount = k.amount
    group by k.amount
$$;

-- The bytes whose SHA-256 locks a report; ARCHITECTURE.md says what they are.
create function report_encoding(of_campus int, of_month date, of_version int, at timestamptz,
                                account bigint)
returns bytea
language sql stable security definer set search_path = public, pg_temp as $$
    select audit_field(c.code::text) || audit_field(to_char(r.month, 'YYYY-MM'))
        || audit_field(r.version::text) || audit_field(r.plan_year::text)
        || audit_field(r.plan_version::text) || audit_field(r.as_of::text)
        || audit_field(r.done::text) || audit_field(r.problems::text)
        || audit_field(r.next_steps::text) || audit_field(audit_instant(at))
        || audit_field(account::text)
        || coalesce((
            select string_agg(audit_field(f.figure) || audit_field(f.by) || audit_field(f.part)
                              || audit_field(trim_scale(f.numerator)::text)
                              || audit_field(trim_scale(f.denominator)::text),
                              ''::bytea order by f.figure, f.by, f.part)
            from report_figure as f
            where f.campus_id = r.campus_id and f.month = r.month and f.version = r.version), '')
        || coalesce((
            select string_agg(audit_field(m.amount::text) || audit_field(m.part)
                              || audit_field(m.counted::text) || audit_field(m.required::text),
                              ''::bytea order by m.amount::text collate "C", m.part)
            from report_month as m
            where m.campus_id = r.campus_id and m.month = r.month and m.version = r.version), '')
    from report as r
    join campus as c on c.id = r.campus_id
    where r.campus_id = of_campus and r.month = of_month and r.version = of_version
      and current_campus() in (0, of_campus)
$$;

-- What the caller may read: a lead the own campus's reports, the district those submitted.
create function reports_seen(of_campus text, of_month date)
returns setof report
language sql stable security definer set search_path = public, pg_temp as $$
    select r.* from report as r
    join campus as c on c.id = r.campus_id
    where current_campus() in (0, r.campus_id)
      and (current_campus() > 0 or r.sha256 is not null)
      and (of_campus is null or c.code = of_campus)
      and (of_month is null or r.month = of_month)
$$;

create function report_figures_seen(of_campus int, of_month date, of_version int)
returns setof report_figure
language sql stable security definer set search_path = public, pg_temp as $$
    select f.* from report_figure as f
    join report as r using (campus_id, month, version)
    where f.campus_id = of_campus and f.month = of_month and f.version = of_version
      and current_campus() in (0, r.campus_id) and (current_campus() > 0 or r.sha256 is not null)
$$;

-- Parts of what one month brought stay on the campus: with the standing before and after they would
-- give away what is hidden there.
create function report_amounts_seen(of_campus int, of_month date, of_version int)
returns setof report_month
language sql stable security definer set search_path = public, pg_temp as $$
    select m.* from report_month as m
    join report as r using (campus_id, month, version)
    where m.campus_id = of_campus and m.month = of_month and m.version = of_version
      and current_campus() in (0, r.campus_id)
      and (current_campus() > 0 or r.sha256 is not null and m.part = '')
$$;

-- Every month of the plan that has begun, of every campus the caller may see.
create function report_months(of_campus text, of_month date, on_day date)
returns table (campus_code text, campus_name text, month date, version int, state report_state,
               submitted_at timestamptz, is_late boolean, sha256 bytea, plan_version int,
               reopen_reason text)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.code::text, c.name::text, m.month,
           case when current_campus() > 0 then l.version else s.version end,
           case when l.sha256 is not null then 'submitted'::report_state
                when l.version is not null then 'draft' else 'missing' end,
           s.submitted_at,
           coalesce(local_date(o.submitted_at), on_day) > report_last_day(m.month)
               + coalesce(plan_value('report_due_days', report_last_day(m.month)), 5)::int,
           s.sha256, s.plan_version, l.reopen_reason::text
    from campus as c
    cross join (select g::date as month from plan as p
                cross join generate_series(date_trunc('month', p.first_on::timestamp),
                                           least(p.last_on, on_day)::timestamp,
                                           interval '1 month') as g
                where p.year = current_plan()) as m
    left join lateral (select r.version, r.sha256, r.reopen_reason from report as r
                       where r.campus_id = c.id and r.month = m.month
                       order by r.version desc limit 1) as l on true
    left join lateral (select r.version, r.submitted_at, r.sha256, r.plan_version from report as r
                       where r.campus_id = c.id and r.month = m.month and r.sha256 is not null
                       order by r.version desc limit 1) as s on true
    left join report as o on o.campus_id = c.id and o.month = m.month and o.version = 1
    where c.id > 0 and current_campus() in (0, c.id)
      and (of_campus is null or c.code = of_campus)
      and (of_month is null or m.month = of_month)
$$;

reset role;
