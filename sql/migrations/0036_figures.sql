-- oldest-daemon: 0.2.0
-- One list of figures, how each is held against the plan, and which hang together.

set local role jiedui_owner;

create type figure_by as enum ('campus', 'stage', 'grade', 'group', 'level', 'subject');
create type figure_step as enum ('week', 'month');
create type figure_kind as enum ('share', 'mean', 'count');
create type figure_comparison as enum ('at_least', 'above', 'change_at_most', 'gain_at_least');

-- What every figure is, and against which number of the plan it is held.
create table figure (
    name       text collate "C" not null,
    place      int not null,
    kind       figure_kind not null,
    formula    text not null,
    target     text collate "C",
    comparison figure_comparison,
    constraint figure_pkey primary key (name),
    constraint figure_target foreign key (target) references plan_number_kind (name),
    constraint figure_target_is_compared check ((target is null) = (comparison is null))
);

comment on constraint figure_pkey on figure is
    'This is stored already.';
comment on constraint figure_target on figure is
    'The plan has no number of this name; plan show lists them.';
comment on constraint figure_target_is_compared on figure is
    'A figure with a target says how it is compared.';

insert into rule (name, code, sentence) values
    ('figure_known', 'INVALID',
     'There is no figure of this name: statistics figures lists them.'),
    ('trend_too_long', 'INVALID',
     'These are more than 120 days to look at: begin later, end earlier, or look every month.');

-- Within a function that looks at another plan, that plan; else the current one.
create or replace function current_plan() returns int language plpgsql stable as $$
begin
    return coalesce(nullif(current_setting('jiedui.plan', true), '')::int,
                    (select p.year from public.plan as p where p.is_current));
end
$$;

-- The campuses that a caller's figures are of: the own, or for the district all. An array, since an
-- index is read by it, and its length is what the planner guesses it to be: a few.
create function seen_campuses() returns int[] language plpgsql stable
set search_path = public, pg_temp as $$
begin
    return (select array_agg(c.id) from campus as c
            where c.id > 0 and current_campus() in (0, c.id));
end
$$;

-- Whether the plan's target is reached: fractions are compared as they are, never rounded. c ÷ d is
-- last year's.
create function figure_verdict(comparison figure_comparison, kind figure_kind, a numeric,
                               b numeric, c numeric, d numeric, goal numeric, is_over boolean)
returns text language sql immutable
return case
    when comparison is null or goal is null then null
    when coalesce(b, 0) = 0 then 'n/a'
    when comparison = 'change_at_most' and not is_over then 'running'
    when comparison in ('change_at_most', 'gain_at_least') and coalesce(d, 0) = 0 then 'n/a'
    when comparison = 'change_at_most' and c = 0
        then case when a = 0 then 'met' else 'not_met' end
    when case comparison
             when 'above' then a * 100 > goal * b
             when 'change_at_most' then a * d * 100 <= c * b * (100 + goal)
             when 'gain_at_least' then a * d * 100 - c * b * 100 >= goal * b * d
             else a * (case kind when 'mean' then 1 else 100 end) >= goal * b end then 'met'
    else 'not_met' end;

-- A figure as a number: of a share the percentage, of a mean the mean, of a count none.
create function figure_value(kind figure_kind, a numeric, b numeric) returns numeric
language sql immutable
return case when kind = 'count' or coalesce(b, 0) = 0 then null
            when kind = 'mean' then a / b else a * 100 / b end;

-- What changed on the other year: percentage points; of the rate of warning events, and of counts,
-- by how many percent.
create function figure_change(figure text, kind figure_kind, a numeric, b numeric, c numeric,
                              d numeric)
returns numeric language sql immutable
return round(case
    when kind = 'count' then (a - c) * 100 / nullif(c, 0)
    when coalesce(b, 0) = 0 or coalesce(d, 0) = 0 then null
    when figure = 'S16' then (a * d - c * b) * 100 / nullif(c * b, 0)
    when kind = 'mean' then (a * d - c * b) / (b * d)
    else (a * d - c * b) * 100 / (b * d) end, 2);

-- The days that a trend looks at: the last one, and weeks or months back to the first.
create function trend_days(first_on date, last_on date, every figure_step) returns setof date
language sql stable as $$
    select (last_on - n * case when every = 'month' then interval '1 month'
                               else interval '1 week' end)::date as day
    from generate_series(0, 999) as n
    where (last_on - n * case when every = 'month' then interval '1 month'
                              else interval '1 week' end)::date >= first_on
    order by 1
$$;

create function figures_beside(wanted text[]) returns text[] language sql immutable
return case when cardinality(wanted) > 0 then (
    select array_agg(distinct n.name)
    from (select wanted || case when wanted && '{records,meeting,home_feedback,tutoring,
                                                 tutoring_full_weeks,evaluation}'::text[]
                                then '{pairings}'::text[] else '{}' end
                       || case when wanted && '{S17,S18}' then '{needs}'::text[] else '{}' end
                           as names) as w
    cross join lateral (values
        ('{students,needs,in_need,covered,coverage,group_coverage,waiting,shortage,pairings,'
         'agreements,warnings,S16}'::text[]),
        ('{S15.emotion,S15.communication}'), ('{S17,S18}'),
        ('{S19.guidance,S19.growth,S19.response}'), (wanted), ('{students}')) as f (names)
    cross join unnest(f.names) as n (name)
    where f.names && w.names or f.names = '{students}') end;

reset role;
