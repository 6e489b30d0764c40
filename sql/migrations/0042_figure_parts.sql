-- oldest-daemon: 0.2.0
-- Figures as they are asked for: summed by part, held against targets, beside another year.

set local role jiedui_owner;

create type figure_part as (campus_id int, figure text, by figure_by, part text, numerator numeric,
                            denominator numeric);

-- The same summed up: the whole of a campus (neither `by` nor `part`), and its parts. Planned once
-- a connection: the statement is long, and so is its planning.
create function figure_parts_now(as_of date, wanted text[]) returns setof figure_part
language plpgsql stable set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
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

-- For the rest of this transaction these figures (null: all) are computed together when the first
-- of them is asked for, and kept: so what is shown and what is decided about are one, too. Only for
-- transactions that read.
create function keep_figures(names text[]) returns boolean language sql as $$
    select set_config('jiedui.figures_kept', coalesce(array_to_string(names, ','), '*'), true) <> ''
$$;

-- The parts as they are, or as they are kept: as text, a setting of the transaction for each plan
-- and its day, since what only reads may write no table.
create function figure_parts(as_of date, wanted text[])
returns table (campus_id int, figure text, by figure_by, part text, numerator numeric,
               denominator numeric)
language plpgsql stable security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    together constant text := coalesce(current_setting('jiedui.figures_kept', true), '');
    names constant text[] := case when together <> '*' then string_to_array(together, ',') end;
    place constant text := 'jiedui.figures_of_' || coalesce(current_plan(), 0);
    head constant text := concat_ws(' ', current_campus(), as_of, together) || ' ';
    held text := coalesce(current_setting(place, true), '');
begin
    if together = '' or not coalesce(names is null or wanted <@ names, false) then
        return query select * from figure_parts_now(as_of, wanted);
        return;
    end if;
    if not starts_with(held, head) then
        held := head || (select coalesce(array_agg(p), '{}')::text
                         from figure_parts_now(as_of, names) as p);
        perform set_config(place, held, true);
    end if;
    return query
        select p.*
        from unnest(substr(held, length(head) + 1)::figure_part[]) as p
        where wanted is null or p.figure = any (wanted);
end
$$;

-- The figures of another plan; none where there is no such plan.
create function figure_parts_of(plan_year int, as_of date, wanted text[])
returns table (campus_id int, figure text, by figure_by, part text, numerator numeric,
               denominator numeric)
language plpgsql stable set search_path = public, pg_temp as $$
declare
    was constant text := coalesce(current_setting('jiedui.plan', true), '');
begin
    if not exists (select from plan as p where p.year = plan_year) then
        return;
    end if;
    perform set_config('jiedui.plan', plan_year::text, true);
    return query select * from figure_parts(as_of, wanted);
    perform set_config('jiedui.plan', was, true);
end
$$;

-- As before, out of the leaves: by campus, of the caller's or, for the district, of all.
create or replace function kpi_parts(as_of date)
returns table (campus_id int, kpi text, numerator numeric, denominator numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    with leaf as materialized (select * from kpi_leaves(as_of, null))
    select l.campus_id, l.kpi, sum(l.numerator), sum(l.denominator)
    from leaf as l group by l.campus_id, l.kpi
    union all
    select l.campus_id, 'S13.' || l.subject, sum(l.numerator), sum(l.denominator)
    from leaf as l where l.kpi = 'S13' group by l.campus_id, l.subject
$$;

-- Last year's figures, as they were loaded.
create function baseline_parts(of_year int)
returns table (campus_id int, figure text, numerator numeric, denominator numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    select b.campus_id, b.kpi, b.numerator, b.denominator
    from baseline as b
    where b.year = of_year and current_campus() in (0, b.campus_id)
$$;

-- As before, by the list of figures.
create or replace function kpi_figures(as_of date)
returns table (place int, kpi text, numerator numeric, denominator numeric, percent text,
               baseline text, target text, verdict text)
language sql stable as $$
    with part as materialized (
        select p.kpi, sum(p.numerator) as a, sum(p.denominator) as b
        from kpi_parts(as_of) as p group by p.kpi
    ), base as (
        select l.figure as kpi, sum(l.numerator) as c, sum(l.denominator) as d
        from baseline_parts(current_plan() - 1) as l group by l.figure
    ), named as (
        select f.name as kpi, f.place, f.kind, f.target, f.comparison
        from figure as f where f.target is not null
        union all
        select p.kpi, f.place, f.kind, f.target, f.comparison
        from part as p join figure as f on f.name = 'S13'
        where p.kpi like 'S13.%'
    )
    select n.place, n.kpi, coalesce(p.a, 0), coalesce(p.b, 0),
           round(figure_value(n.kind, p.a, p.b), 2)::text,
           round(figure_value(n.kind, l.c, l.d), 2)::text, trim_scale(g.goal)::text,
           figure_verdict(n.comparison, n.kind, coalesce(p.a, 0), coalesce(p.b, 0), l.c, l.d,
                          g.goal, as_of >= (select q.last_on from plan as q
                                            where q.year = current_plan()))
    from named as n
    left join part as p on p.kpi = n.kpi
    left join base as l on l.kpi = n.kpi
    cross join lateral (select plan_value(n.target, as_of) as goal) as g
$$;

drop function kpi_baselines(date);

-- Figures as they are shown: each campus that the caller may see one by one (`splits` names campus,
-- or a campus was asked for, or the caller is of one), and for the district their sums. The other
-- year's numbers come from that plan where the campus has needs in it, else from what was loaded.
create function figure_rows(as_of date, compare int, splits figure_by[], wanted text[],
                            of_campus text)
returns table (campus_code text, campus_name text, stage stage, figure text, place int,
               by figure_by, part text, numerator numeric, denominator numeric,
               compared_numerator numeric, compared_denominator numeric, kind figure_kind,
               target numeric, verdict text, formula text)
language sql stable as $$
    with seen as materialized (
        select c.id, c.code::text as code, c.name::text as name, c.stage from campus as c
        where c.id > 0 and current_campus() in (0, c.id)
          and (of_campus is null or c.code = of_campus)
    ), that_day as (
        select (as_of + make_interval(years => compare - current_plan()))::date as day
    ), that_plan as materialized (
        select p.*
        from that_day as t, figure_parts_of(compare, t.day, wanted) as p
        where compare is not null
    ), lived as (
        select p.campus_id
        from that_day as t, figure_parts_of(compare, t.day, '{needs}') as p
        where compare is not null and p.by is null and p.numerator > 0
    ), part as (
        select p.campus_id, p.figure, p.by, p.part, p.numerator, p.denominator,
               null::numeric as c, null::numeric as d, null::numeric as e, null::numeric as f
        from figure_parts(as_of, wanted) as p
        union all
        select t.campus_id, t.figure, t.by, t.part, null, null, t.numerator, t.denominator, null,
               null
        from that_plan as t join lived as v on v.campus_id = t.campus_id
        union all
        select b.campus_id, b.figure, null, null, null, null, b.numerator, b.denominator, null,
               null
        from baseline_parts(compare) as b
        where b.campus_id not in (select v.campus_id from lived as v)
          and (wanted is null or b.figure = any (wanted))
        union all
        select b.campus_id, b.figure, null, null, null, null, null, null, b.numerator,
               b.denominator
        from baseline_parts(current_plan() - 1) as b
        where wanted is null or b.figure = any (wanted)
    ), scope as (
        select c.id as campus_id, c.id as sum_of, c.stage, false as by_stage from seen as c
        where of_campus is not null or current_campus() > 0 or 'campus' = any (splits)
        union all
        select c.id, 0, null, false from seen as c
        where of_campus is null and current_campus() = 0
        union all
        select c.id, 0, c.stage, true from seen as c
        where of_campus is null and current_campus() = 0 and 'stage' = any (splits)
    ), summed as (
        select s.sum_of, s.stage, p.figure, s.by_stage,
               case when s.by_stage then 'stage' else p.by end as by,
               case when s.by_stage then s.stage::text else p.part end as part,
               sum(p.numerator) as a, sum(p.denominator) as b, sum(p.c) as c, sum(p.d) as d,
               sum(p.e) as e, sum(p.f) as f
        from part as p
        join scope as s on s.campus_id = p.campus_id
        where p.by is null or p.by = any (splits) and not s.by_stage
        group by 1, 2, 3, 4, 5, 6
    )
    select c.code, c.name, s.stage, s.figure, f.place, s.by, s.part, coalesce(s.a, 0),
           case when f.kind <> 'count' then coalesce(s.b, 0) end, s.c, s.d, f.kind,
           case when has_target.yes then g.goal end,
           case when has_target.yes then figure_verdict(
               f.comparison, f.kind, coalesce(s.a, 0), coalesce(s.b, 0), s.e, s.f, g.goal,
               as_of >= (select p.last_on from plan as p where p.year = current_plan())) end,
           f.formula
    from summed as s
    join figure as f on f.name = s.figure
    left join seen as c on c.id = s.sum_of
    cross join lateral (select plan_value(f.target, as_of) as goal) as g
    cross join lateral (
        select s.by is null or s.by = 'stage' or s.by = 'subject' as yes) as has_target
$$;

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

reset role;
