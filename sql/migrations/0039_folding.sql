-- oldest-daemon: 0.2.0
-- Changes folded into tallies, and both added in one snapshot.

set local role jiedui_owner;

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
-- records speak of, the periods as they are less the periods without those records, in one look.
create function duty_changes(campuses int[])
returns table (campus_id int, plan_year int, duty duty, first_on date, last_on date, met_on date,
               grade int, "group" need_group, periods bigint, needed bigint, met bigint,
               full_met bigint)
language plpgsql stable set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    if not exists (select from figure_stale as s where s.campus_id = any (duty_changes.campuses))
       and not exists (select from record_delta as d
                       where d.campus_id = any (duty_changes.campuses)) then
        return; -- the statement below is long, and so is its planning
    end if;
    return query
        with stale as materialized (
            select array_agg(distinct s.campus_id) as campuses
            from figure_stale as s where s.campus_id = any (duty_changes.campuses)
        ), touched as materialized (
            select k.wanted, array_agg(distinct p.campus_id) as campuses,
                   array_agg(distinct p.id) as pairings,
                   date_trunc(k.span, min(d.held_at) at time zone z.time_zone)::date as since,
                   (date_trunc(k.span, max(d.held_at) at time zone z.time_zone)
                    + ('1 ' || k.span)::interval)::date - 1 as until
            from stale as s
            cross join district as z
            join record_delta as d on d.campus_id = any (duty_changes.campuses)
                and (s.campuses is null or d.campus_id <> all (s.campuses))
            join (values ('week', '{meeting,tutoring}'::duty[],
                          '{meeting,counselling,tutoring}'::record_kind[]),
                         ('month', '{home_feedback}', '{home_feedback,home_visit}'))
                as k (span, wanted, kinds) on d.kind = any (k.kinds)
            join pairing as p on p.campus_id = d.campus_id and p.student_id = d.student_id
                and p."group" = d."group"
            group by z.time_zone, k.span, k.wanted
        ), span as (
            select p.*, 1 as sign, p.held_on as days
            from stale as s
            cross join lateral duty_spans(s.campuses, null, null, null, false, null) as p
            where s.campuses is not null
            union all
            select p.*, v.sign, v.days
            from touched as t
            cross join lateral duty_spans(
                t.campuses, t.pairings,
                t.since - case when 'home_feedback' = any (t.wanted) then 6 else 0 end,
                t.until + case when 'home_feedback' = any (t.wanted) then 6 else 0 end,
                true, t.wanted) as p
            cross join lateral (values (1, p.held_on), (-1, p.folded_on)) as v (sign, days)
            where p.held_on <> p.folded_on
        ), leaf as (
            select p.campus_id, p.plan_year, p.duty, p.first_on, p.last_on, p.grade, p."group",
                   p.sign, p.needed, least(cardinality(p.days), p.needed) as met,
                   (cardinality(p.days) >= p.needed)::int as full_met,
                   greatest(p.days[p.needed], p.opens_on) as met_on
            from span as p
        )
        select l.campus_id, l.plan_year, l.duty, l.first_on, l.last_on, e.met_on, l.grade,
               l."group", sum(l.sign), sum(l.sign * l.needed), sum(l.sign * l.met),
               sum(l.sign * l.full_met)
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
        select e.campus_id, e.plan_year, e.duty, e.first_on, e.last_on, e.met_on, e.grade,
               e."group", -e.periods, -e.needed, -e.needed, -e.periods
        from stale as s join duty_early as e on e.campus_id = any (s.campuses);
end
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

-- Records up to a day, by the group and the student's grade.
create function record_counts(as_of date)
returns table (campus_id int, grade int, "group" need_group, records numeric)
language sql stable as $$
    select o.campus_id, o.grade, o."group", sum(o.records)
    from (
        select t.campus_id, t.plan_year, t.held_on, t.grade, t."group", t.records
        from record_tally as t where t.campus_id = any ((select seen_campuses())::int[])
        union all
        select c.campus_id, c.plan_year, c.held_on, c.grade, c."group", c.records
        from record_changes((select seen_campuses())) as c
    ) as o
    where o.plan_year = current_plan() and o.held_on <= as_of
    group by o.campus_id, o.grade, o."group"
$$;

-- What the duties required and what was met up to a day, by the group and the student's grade.
create function duty_counts(as_of date)
returns table (campus_id int, grade int, "group" need_group, duty duty, required numeric,
               met numeric)
language sql stable as $$
    with remedy as materialized (
        select coalesce(plan_value('remedy_first_month', as_of), 5) as first_month,
               coalesce(plan_value('remedy_last_month', as_of), 10) as last_month
    ), counted as materialized (
        select o.campus_id, o.grade, o."group", o.duty, sum(o.periods) as periods,
               sum(o.needed) as needed, sum(o.met) as met, sum(o.full_met) as full_met
        from remedy as m
        cross join (
            select t.campus_id, t.plan_year, t.duty, t.first_on, t.last_on, null::date as met_on,
                   t.grade, t."group", t.periods, t.needed, t.met, t.full_met
            from duty_tally as t where t.campus_id = any ((select seen_campuses())::int[])
            union all
            select e.campus_id, e.plan_year, e.duty, e.first_on, e.last_on, e.met_on, e.grade,
                   e."group", e.periods, e.needed, e.needed, e.periods
            from duty_early as e where e.campus_id = any ((select seen_campuses())::int[])
            union all
            select c.* from duty_changes((select seen_campuses())) as c
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

reset role;
