-- oldest-daemon: 0.2.0
-- Records and the duties they meet, counted beforehand: a write leaves a change beside the record,
-- a chore folds changes into tallies, a read adds both in one snapshot. What a change of an
-- agreement, a grade or the calendar does to the tallies is not told one by one: the campus is
-- marked stale, and counted anew until the chore has done so.

set local role jiedui_owner;

-- What became of records and is not in the tallies yet: one more, or one less.
create table record_delta (
    campus_id  int not null,
    staff_id   bigint not null,
    student_id bigint not null,
    plan_year  int not null,
    "group"    need_group not null,
    kind       record_kind not null,
    channel    record_channel not null,
    held_at    timestamptz not null,
    change     int not null
);
create index record_delta_of_campus on record_delta (campus_id);

-- Campuses whose tallies do not hold, by the transactions that made them so.
create table figure_stale (
    campus_id int not null,
    made_by   xid8 not null
);
create index figure_stale_of_campus on figure_stale (campus_id);

create table record_tally (
    campus_id int not null,
    plan_year int not null,
    held_on   date not null,
    grade     int not null,
    "group"   need_group not null,
    records   bigint not null,
    constraint record_tally_pkey primary key (campus_id, plan_year, held_on, grade, "group")
);
comment on constraint record_tally_pkey on record_tally is
    'This is stored already.';

-- Required weeks and months: how many there are, how many records they need, how many of these
-- there are, and how many periods have all of them. They count from their last day on.
create table duty_tally (
    campus_id int not null,
    plan_year int not null,
    duty      duty not null,
    first_on  date not null,
    last_on   date not null,
    grade     int not null,
    "group"   need_group not null,
    periods   bigint not null,
    needed    bigint not null,
    met       bigint not null,
    full_met  bigint not null,
    constraint duty_tally_pkey primary key (campus_id, plan_year, duty, first_on, grade, "group")
);
comment on constraint duty_tally_pkey on duty_tally is
    'This is stored already.';

-- Those among them that were met before their last day: a running period counts from then on.
create table duty_early (
    campus_id int not null,
    plan_year int not null,
    duty      duty not null,
    first_on  date not null,
    last_on   date not null,
    met_on    date not null,
    grade     int not null,
    "group"   need_group not null,
    periods   bigint not null,
    needed    bigint not null,
    constraint duty_early_pkey
        primary key (campus_id, plan_year, duty, first_on, met_on, grade, "group")
);
comment on constraint duty_early_pkey on duty_early is
    'This is stored already.';

-- The change beside the fact, in the same transaction, whoever writes the record.
create function tell_record() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        insert into public.record_delta
        values (old.campus_id, old.staff_id, old.student_id, old.plan_year, old."group", old.kind,
                old.channel, old.held_at, -1);
    end if;
    if tg_op <> 'DELETE' then
        insert into public.record_delta
        values (new.campus_id, new.staff_id, new.student_id, new.plan_year, new."group", new.kind,
                new.channel, new.held_at, 1);
    end if;
    return null;
end
$$;
create trigger record_told after insert or delete on record
    for each row execute function tell_record();
create trigger record_change_told after update on record for each row
    when ((old.campus_id, old.staff_id, old.student_id, old.plan_year, old."group", old.kind,
           old.channel, old.held_at) is distinct from
          (new.campus_id, new.staff_id, new.student_id, new.plan_year, new."group", new.kind,
           new.channel, new.held_at))
    execute function tell_record();

-- Marks the row's campus, or all of them where the row has none: the district's own tables.
create function mark_stale() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
    insert into figure_stale (campus_id, made_by)
    select c.id, pg_current_xact_id()
    from campus as c
    where c.id > 0
      and (tg_level = 'STATEMENT'
           or c.id = (case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end
                      ->> 'campus_id')::int)
      and not exists (select from figure_stale as s
                      where s.campus_id = c.id and s.made_by = pg_current_xact_id());
    return null;
end
$$;
create trigger agreement_made_stale after insert or delete on agreement
    for each row execute function mark_stale();
create trigger agreement_change_made_stale after update on agreement for each row
    when ((old.signed_on, old.ended_on, old.version) is distinct from
          (new.signed_on, new.ended_on, new.version))
    execute function mark_stale();
create trigger agreement_version_made_stale after update or delete on agreement_version
    for each row execute function mark_stale();
create trigger pairing_change_made_stale after update on pairing for each row
    when ((old.staff_id, old.student_id, old."group", old.plan_year, old.ended_on) is distinct from
          (new.staff_id, new.student_id, new."group", new.plan_year, new.ended_on))
    execute function mark_stale();
create trigger absence_made_stale after insert or update or delete on absence
    for each row execute function mark_stale();
create trigger student_grade_made_stale after update on student for each row
    when (old.grade is distinct from new.grade) execute function mark_stale();
create trigger calendar_made_stale after insert or update or delete on calendar
    for each statement execute function mark_stale();
create trigger district_made_stale after update on district
    for each statement execute function mark_stale();

-- What is there already is counted by the chore.
insert into figure_stale (campus_id, made_by)
select c.id, pg_current_xact_id() from campus as c where c.id > 0;

-- As before, up to the end of the calendar where no day is given; with `as_folded` without what the
-- tallies do not know yet.
create function duty_spans(campuses int[], pairings uuid[], since date, until date,
                           as_folded boolean)
returns table (campus_id int, plan_year int, pairing_id uuid, staff_id bigint, student_id bigint,
               "group" need_group, duty duty, first_on date, last_on date, opens_on date,
               needed int, held_on date[])
language sql stable as $$
    with horizon as materialized (
        select coalesce(duty_spans.until,
                        (date_trunc('month', max(c.last_on) + 3) + interval '1 month')::date - 1)
                   as until,
               (select d.time_zone from district as d) as zone
        from calendar as c
    ), signed as materialized (
        select g.campus_id, g.pairing_id, p.plan_year, p.staff_id, p.student_id, p."group",
               g.signed_on, least(g.ended_on, p.ended_on) as ended_on,
               v.meetings_per_week, v.feedback_per_month, v.tutoring_per_week
        from horizon as h
        join agreement as g on g.campus_id = any (campuses) and g.signed_on <= h.until
            and (pairings is null or g.pairing_id = any (pairings))
        join pairing as p on p.campus_id = g.campus_id and p.id = g.pairing_id
        join agreement_version as v on v.campus_id = g.campus_id and v.pairing_id = g.pairing_id
            and v.version = g.version
    ), taught as materialized (
        select d, date_trunc('week', d)::date as monday
        from horizon as h
        cross join lateral teaching_days(greatest(since, (select min(signed_on) from signed)),
                                         date_trunc('week', h.until)::date + 6) as d
    ), weeks as materialized (
        select s.campus_id, s.pairing_id, t.monday
        from signed as s
        join taught as t on t.d >= s.signed_on and (s.ended_on is null or t.d < s.ended_on)
        group by s.campus_id, s.pairing_id, t.monday
    ), told as (
        select r.campus_id, r.staff_id, r.student_id, r."group", r.kind, r.channel, r.held_at,
               1 as n
        from record as r where r.campus_id = any (campuses)
        union all
        select d.campus_id, d.staff_id, d.student_id, d."group", d.kind, d.channel, d.held_at,
               -d.change
        from record_delta as d where as_folded and d.campus_id = any (campuses)
    ), counted as (
        select s.campus_id, s.pairing_id, r.kind, r.channel,
               (r.held_at at time zone h.zone)::date as held_on, sum(r.n)::int as n
        from signed as s
        cross join horizon as h
        join told as r on r.campus_id = s.campus_id and r.student_id = s.student_id
            and r."group" = s."group"
            and r.held_at < (h.until + 1)::timestamp at time zone h.zone
            and (since is null or r.held_at >= since::timestamp at time zone h.zone)
            and (r.staff_id = s.staff_id or exists (
                select from absence as a
                where a.campus_id = s.campus_id and a.staff_id = s.staff_id
                  and a.deputy_id = r.staff_id
                  and (r.held_at at time zone h.zone)::date between a.first_on and a.last_on))
        group by 1, 2, 3, 4, 5
    ), records as materialized (
        select c.campus_id, c.pairing_id, c.kind, c.channel, c.held_on
        from counted as c cross join generate_series(1, c.n)
    ), by_week as (
        select campus_id, pairing_id, date_trunc('week', held_on)::date as monday,
               array_agg(held_on order by held_on)
                   filter (where kind in ('meeting', 'counselling')
                           and channel = 'face_to_face') as meetings,
               array_agg(held_on order by held_on)
                   filter (where kind = 'tutoring') as tutorings
        from records group by 1, 2, 3
    ), by_month as (
        select campus_id, pairing_id, date_trunc('month', held_on)::date as month,
               array_agg(held_on order by held_on) as feedbacks
        from records where kind in ('home_feedback', 'home_visit') group by 1, 2, 3
    ), months as (
        select w.campus_id, w.pairing_id, m.month, min(w.monday) as monday
        from weeks as w
        cross join lateral (select date_trunc('month', w.monday + 3)::date as month) as m
        group by w.campus_id, w.pairing_id, m.month
    )
    select s.campus_id, s.plan_year, s.pairing_id, s.staff_id, s.student_id, s."group", d.duty,
           w.monday, w.monday + 6, greatest(w.monday, s.signed_on), d.needed,
           coalesce(d.days, '{}')
    from signed as s
    join weeks as w on w.campus_id = s.campus_id and w.pairing_id = s.pairing_id
    left join by_week as b on b.campus_id = w.campus_id and b.pairing_id = w.pairing_id
        and b.monday = w.monday
    cross join lateral (values
        ('meeting'::duty, s.meetings_per_week, b.meetings),
        ('tutoring', case when s."group" = 'academic' then s.tutoring_per_week else 0 end,
         b.tutorings)) as d (duty, needed, days)
    where d.needed > 0
    union all
    select s.campus_id, s.plan_year, s.pairing_id, s.staff_id, s.student_id, s."group",
           'home_feedback', m.month, (m.month + interval '1 month')::date - 1,
           greatest(m.monday, s.signed_on), s.feedback_per_month, coalesce(b.feedbacks, '{}')
    from signed as s
    join months as m on m.campus_id = s.campus_id and m.pairing_id = s.pairing_id
    left join by_month as b on b.campus_id = m.campus_id and b.pairing_id = m.pairing_id
        and b.month = m.month
    where s.feedback_per_month > 0 and m.month + interval '1 month' > s.signed_on
      and (s.ended_on is null or m.month < s.ended_on)
$$;

create or replace function duty_periods(until date, only_pairing uuid)
returns table (pairing_id uuid, staff_id bigint, student_id bigint, "group" need_group, duty duty,
               first_on date, last_on date, needed int, held int)
language sql stable as $$
    with remedy as materialized (
        select coalesce(plan_value('remedy_first_month', until), 5) as first_month,
               coalesce(plan_value('remedy_last_month', until), 10) as last_month
    )
    select s.pairing_id, s.staff_id, s.student_id, s."group", s.duty, s.first_on, s.last_on,
           s.needed, cardinality(s.held_on)
    from duty_spans(array[current_campus()],
                    case when only_pairing is not null then array[only_pairing] end, null, until,
                    false) as s
    cross join remedy as r
    where s.duty <> 'tutoring'
       or extract(month from s.first_on + 3) between r.first_month and r.last_month
$$;

-- What the tallies of records lack: of a stale campus the difference to a count anew.
create function record_changes(campuses int[])
returns table (campus_id int, plan_year int, held_on date, grade int, "group" need_group,
               records bigint)
language sql stable as $$
    with stale as materialized (
        select array_agg(distinct s.campus_id) as campuses
        from figure_stale as s where s.campus_id = any (record_changes.campuses)
    ), change as (
        select d.campus_id, d.plan_year, d.student_id, d."group", d.held_at, d.change
        from record_delta as d, stale as s
        where d.campus_id = any (record_changes.campuses)
          and (s.campuses is null or d.campus_id <> all (s.campuses))
        union all
        select r.campus_id, r.plan_year, r.student_id, r."group", r.held_at, 1
        from stale as s join record as r on r.campus_id = any (s.campuses)
    )
    select c.campus_id, c.plan_year, (c.held_at at time zone z.time_zone)::date, t.grade::int,
           c."group", sum(c.change)
    from change as c
    cross join district as z
    join student as t on t.campus_id = c.campus_id and t.id = c.student_id
    group by 1, 2, 3, 4, 5
    union all
    select t.campus_id, t.plan_year, t.held_on, t.grade, t."group", -t.records
    from stale as s join record_tally as t on t.campus_id = any (s.campuses)
$$;

-- What the tallies of duties lack: rows with `met_on` belong to duty_early, the others to
-- duty_tally. Of a stale campus the difference to a count anew; else, of the pairings that unfolded
-- records speak of, the periods as they are less the periods without those records.
create function duty_changes(campuses int[])
returns table (campus_id int, plan_year int, duty duty, first_on date, last_on date, met_on date,
               grade int, "group" need_group, periods bigint, needed bigint, met bigint,
               full_met bigint)
language sql stable as $$
    with stale as materialized (
        select array_agg(distinct s.campus_id) as campuses
        from figure_stale as s where s.campus_id = any (duty_changes.campuses)
    ), touched as materialized (
        select array_agg(distinct p.campus_id) as campuses, array_agg(distinct p.id) as pairings,
               date_trunc('week', date_trunc('month',
                   min(d.held_at) at time zone z.time_zone))::date as since,
               (date_trunc('month', max(d.held_at) at time zone z.time_zone)
                + interval '1 month 6 days')::date as until
        from stale as s
        cross join district as z
        join record_delta as d on d.campus_id = any (duty_changes.campuses)
            and (s.campuses is null or d.campus_id <> all (s.campuses))
        join pairing as p on p.campus_id = d.campus_id and p.student_id = d.student_id
            and p."group" = d."group"
        group by z.time_zone
    ), span as (
        select p.*, 1 as sign
        from stale as s
        cross join lateral duty_spans(s.campuses, null, null, null, false) as p
        where s.campuses is not null
        union all
        select p.*, v.sign
        from touched as t
        cross join (values (1, false), (-1, true)) as v (sign, as_folded)
        cross join lateral duty_spans(t.campuses, t.pairings, t.since, t.until, v.as_folded) as p
    ), leaf as (
        select p.campus_id, p.plan_year, p.duty, p.first_on, p.last_on, t.grade::int as grade,
               p."group", p.sign, p.needed, least(cardinality(p.held_on), p.needed) as met,
               (cardinality(p.held_on) >= p.needed)::int as full_met,
               greatest(p.held_on[p.needed], p.opens_on) as met_on
        from span as p
        join student as t on t.campus_id = p.campus_id and t.id = p.student_id
    )
    select l.campus_id, l.plan_year, l.duty, l.first_on, l.last_on, e.met_on, l.grade, l."group",
           sum(l.sign), sum(l.sign * l.needed), sum(l.sign * l.met), sum(l.sign * l.full_met)
    from leaf as l
    cross join lateral (
        select null::date as met_on
        union all
        select l.met_on where l.full_met = 1 and l.met_on < l.last_on
    ) as e
    group by 1, 2, 3, 4, 5, 6, 7, 8
    union all
    select t.campus_id, t.plan_year, t.duty, t.first_on, t.last_on, null, t.grade, t."group",
           -t.periods, -t.needed, -t.met, -t.full_met
    from stale as s join duty_tally as t on t.campus_id = any (s.campuses)
    union all
    select e.campus_id, e.plan_year, e.duty, e.first_on, e.last_on, e.met_on, e.grade, e."group",
           -e.periods, -e.needed, -e.needed, -e.periods
    from stale as s join duty_early as e on e.campus_id = any (s.campuses)
$$;

-- Folds one campus: in one statement, hence in one snapshot, the changes go and what they say
-- comes into the tallies. One fold at a time of a campus, else two would add the same.
create function fold_campus(of_campus int) returns boolean language plpgsql volatile
set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
    if not pg_try_advisory_xact_lock(7445, of_campus) then
        return false;
    end if;
    with told as (
        delete from record_delta as d where d.campus_id = of_campus
    ), marked as (
        delete from figure_stale as s where s.campus_id = of_campus
    ), counted as (
        insert into record_tally as t (campus_id, plan_year, held_on, grade, "group", records)
        select c.campus_id, c.plan_year, c.held_on, c.grade, c."group", sum(c.records)
        from record_changes(array[of_campus]) as c
        group by 1, 2, 3, 4, 5 having sum(c.records) <> 0
        on conflict on constraint record_tally_pkey do update
        set records = t.records + excluded.records
    ), change as materialized (
        select c.campus_id, c.plan_year, c.duty, c.first_on, c.last_on, c.met_on, c.grade,
               c."group", sum(c.periods) as periods, sum(c.needed) as needed, sum(c.met) as met,
               sum(c.full_met) as full_met
        from duty_changes(array[of_campus]) as c
        group by 1, 2, 3, 4, 5, 6, 7, 8
        having (sum(c.periods), sum(c.needed), sum(c.met), sum(c.full_met)) <> (0, 0, 0, 0)
    ), early as (
        insert into duty_early as t (campus_id, plan_year, duty, first_on, last_on, met_on, grade,
                                     "group", periods, needed)
        select c.campus_id, c.plan_year, c.duty, c.first_on, c.last_on, c.met_on, c.grade,
               c."group", c.periods, c.needed
        from change as c where c.met_on is not null
        on conflict on constraint duty_early_pkey do update
        set periods = t.periods + excluded.periods, needed = t.needed + excluded.needed
    )
    insert into duty_tally as t (campus_id, plan_year, duty, first_on, last_on, grade, "group",
                                 periods, needed, met, full_met)
    select c.campus_id, c.plan_year, c.duty, c.first_on, c.last_on, c.grade, c."group", c.periods,
           c.needed, c.met, c.full_met
    from change as c where c.met_on is null
    on conflict on constraint duty_tally_pkey do update
    set periods = t.periods + excluded.periods, needed = t.needed + excluded.needed,
        met = t.met + excluded.met, full_met = t.full_met + excluded.full_met;
    delete from record_tally as t where t.campus_id = of_campus and t.records = 0;
    delete from duty_early as t where t.campus_id = of_campus and t.periods = 0;
    delete from duty_tally as t where t.campus_id = of_campus and t.periods = 0;
    return true;
end
$$;

-- Folds so many campuses that have something to fold, by chance, so that none waits for long.
create function fold_figures(most int) returns int language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    c int;
    folded int := 0;
begin
    for c in
        select o.campus_id
        from (select d.campus_id from record_delta as d
              union select s.campus_id from figure_stale as s) as o
        order by random() limit most
    loop
        folded := folded + fold_campus(c)::int;
    end loop;
    return folded;
end
$$;

create or replace function record_counts(as_of date)
returns table (campus_id int, grade int, "group" need_group, records numeric)
language sql stable as $$
    with seen as materialized (
        select array_agg(c.id) as campuses from campus as c
        where c.id > 0 and current_campus() in (0, c.id)
    )
    select o.campus_id, o.grade, o."group", sum(o.records)
    from seen as s
    cross join lateral (
        select t.campus_id, t.plan_year, t.held_on, t.grade, t."group", t.records
        from record_tally as t where t.campus_id = any (s.campuses)
        union all
        select c.campus_id, c.plan_year, c.held_on, c.grade, c."group", c.records
        from record_changes(s.campuses) as c
    ) as o
    where o.plan_year = current_plan() and o.held_on <= as_of
    group by o.campus_id, o.grade, o."group"
$$;

create or replace function duty_counts(as_of date)
returns table (campus_id int, grade int, "group" need_group, duty duty, required numeric,
               met numeric)
language sql stable as $$
    with seen as materialized (
        select array_agg(c.id) as campuses from campus as c
        where c.id > 0 and current_campus() in (0, c.id)
    ), remedy as materialized (
        select coalesce(plan_value('remedy_first_month', as_of), 5) as first_month,
               coalesce(plan_value('remedy_last_month', as_of), 10) as last_month
    ), counted as materialized (
        select o.campus_id, o.grade, o."group", o.duty, sum(o.periods) as periods,
               sum(o.needed) as needed, sum(o.met) as met, sum(o.full_met) as full_met
        from seen as s
        cross join remedy as m
        cross join lateral (
            select t.campus_id, t.plan_year, t.duty, t.first_on, t.last_on, null::date as met_on,
                   t.grade, t."group", t.periods, t.needed, t.met, t.full_met
            from duty_tally as t where t.campus_id = any (s.campuses)
            union all
            select e.campus_id, e.plan_year, e.duty, e.first_on, e.last_on, e.met_on, e.grade,
                   e."group", e.periods, e.needed, e.needed, e.periods
            from duty_early as e where e.campus_id = any (s.campuses)
            union all
            select c.* from duty_changes(s.campuses) as c
        ) as o
        where o.plan_year = current_plan()
          and case when o.met_on is null then o.last_on <= as_of
                   else o.met_on <= as_of and o.last_on > as_of end
          and (o.duty <> 'tutoring'
               or extract(month from o.first_on + 3) between m.first_month and m.last_month)
        group by o.campus_id, o.grade, o."group", o.duty
    )
    select c.campus_id, c.grade, c."group", c.duty,
           case when c.duty = 'tutoring' then c.needed else c.periods end,
           case when c.duty = 'tutoring' then c.met else c.full_met end
    from counted as c
    union all
    select c.campus_id, c.grade, c."group", 'tutoring_full_weeks', c.periods, c.full_met
    from counted as c where c.duty = 'tutoring'
$$;

-- As before, planned once a connection: the statement is long, and so is its planning.
create or replace function figure_parts(as_of date, wanted text[])
returns table (campus_id int, figure text, by figure_by, part text, numerator numeric,
               denominator numeric)
language plpgsql stable security definer
set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
    return query
        select l.campus_id, l.figure, w.by, w.part, sum(l.numerator), sum(l.denominator)
        from figure_leaves(as_of, wanted) as l
        cross join lateral (values
            (null::figure_by, null::text), ('grade', l.grade::text), ('group', l."group"::text),
            ('level', l.level), ('subject', l.subject)) as w (by, part)
        where w.by is null or w.part is not null
        group by l.campus_id, l.figure, w.by, w.part;
end
$$;

drop function duty_spans(int[], uuid[], date, date);
drop function in_remedy(date, date);

-- As before, out of the one source of figures.
create or replace function campus_figures(as_of date)
returns table (campus_id int, campus_code text, campus_name text, students int, needs int,
               in_need_students int, covered_students int, waiting int, mentors int,
               free_places int, records int)
language sql stable as $$
    with part as materialized (
        select p.campus_id, p.figure, p.numerator::int as n
        from figure_parts(as_of, '{students,needs,in_need,covered,waiting,mentors,free_places,
                                   records}') as p
        where p.by is null
    )
    select c.id, c.code::text, c.name::text, sum(p.n) filter (where p.figure = 'students'),
           sum(p.n) filter (where p.figure = 'needs'),
           sum(p.n) filter (where p.figure = 'in_need'),
           sum(p.n) filter (where p.figure = 'covered'),
           sum(p.n) filter (where p.figure = 'waiting'),
           sum(p.n) filter (where p.figure = 'mentors'),
           sum(p.n) filter (where p.figure = 'free_places'),
           sum(p.n) filter (where p.figure = 'records')
    from part as p
    join campus as c on c.id = p.campus_id
    group by c.id, c.code, c.name
    order by c.code
$$;

create or replace function group_figures(as_of date)
returns table (campus_id int, campus_code text, "group" need_group, needs int, paired int,
               waiting int)
language sql stable as $$
    with part as materialized (
        select p.campus_id, p.part, p.numerator::int as paired, p.denominator::int as needs
        from figure_parts(as_of, '{group_coverage}') as p
        where p.by = 'group'
    )
    select c.id, c.code::text, g."group", coalesce(p.needs, 0), coalesce(p.paired, 0),
           coalesce(p.needs - p.paired, 0)
    from campus as c
    cross join unnest(enum_range(null::need_group)) as g ("group")
    left join part as p on p.campus_id = c.id and p.part = g."group"::text
    where c.id > 0 and (c.id = current_campus() or current_campus() = 0)
    order by c.code, g."group"
$$;

-- As before; the rows of records, too, whose table has the name of a pseudo-type.
create or replace function undo_import(run uuid) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    campus constant int := current_campus();
    c record;
    same text;
    n int;
    undone int := 0;
begin
    for c in
        select * from import_change as i
        where i.campus_id = campus and import_run(i.request_id) = import_run(run)
        order by i.place desc
        for update
    loop
        if c.tab = 'need' and c.before is null and exists (
            select from pairing as p
            where p.campus_id = campus and p.student_id = c.student_id
              and p."group"::text = c.after->>'group') then
            perform refuse('import_built_on');
        end if;
        same := format('(%s) = (select %s from jsonb_populate_record(null::public.%I, $1) as o)'
            ' and t = jsonb_populate_record(null::public.%I, $1)',
            import_columns(c.tab, true, 't.%'), import_columns(c.tab, true, 'o.%'), c.tab, c.tab);
        begin
            if c.after is null then
                execute format('insert into %I overriding system value'
                    ' select o.* from jsonb_populate_record(null::public.%I, $1) as o', c.tab,
                    c.tab)
                using c.before;
                n := 1;
            elsif c.before is null then
                execute format('delete from %I as t where %s', c.tab, same) using c.after;
                get diagnostics n = row_count;
            else
                execute format('update %I as t set (%s) = (select %s from'
                    ' jsonb_populate_record(null::public.%I, $2) as o) where %s', c.tab,
                    import_columns(c.tab, false, '%'), import_columns(c.tab, false, 'o.%'), c.tab,
                    same)
                using c.after, c.before;
                get diagnostics n = row_count;
            end if;
        exception
            when foreign_key_violation or check_violation or unique_violation
                or exclusion_violation then
                perform refuse('import_built_on');
        end;
        if n <> 1 then
            perform refuse('import_built_on');
        end if;
        delete from import_change as i
        where i.campus_id = campus and i.request_id = c.request_id and i.place = c.place;
        undone := undone + 1;
    end loop;
    return undone;
end
$$;

reset role;
