-- Shows figures of the caller's campus, or for the district the sums over all and, where they are
-- asked for, each campus. What is not split shows wholes alone. Beside them, for the district,
-- every count that could give another away.
select coalesce(:as_of::date, :today) as as_of, current_plan() as year,
       plan_version_on(coalesce(:as_of::date, :today)) as plan_version,
       :now::timestamptz as computed_at, :compare::int as compare_year,
       :campus = 0 as suppressed
where case when :campus_code::text is not null and not exists (
               select from campus as c
               where c.id > 0 and :campus in (0, c.id) and c.code = :campus_code::text)
           then refuse('campus_unknown', 'campus', :campus_code::text)
           when exists (select from unnest(:figure::text[]) as n (name)
                        where n.name not in (select f.name from figure as f))
           then refuse('figure_known')
           when :campus = 0 then keep_figures(figures_beside(:figure))
           else true end;

-- into: rows
select r.campus_code, r.campus_name, r.stage, r.figure, r.by, r.part,
       trim_scale(r.numerator)::text as numerator, trim_scale(r.denominator)::text as denominator,
       round(v.now, 2)::text as percent, false as suppressed,
       case when r.kind = 'count' then trim_scale(r.numerator)::text
            else coalesce(round(v.now, 2)::text, 'n/a') end as shown,
       trim_scale(r.compared_numerator)::text as compared_numerator,
       trim_scale(r.compared_denominator)::text as compared_denominator,
       round(v.before, 2)::text as compared_percent,
       figure_change(r.figure, r.kind, r.numerator, r.denominator, r.compared_numerator,
                     r.compared_denominator)::text as change,
       case when r.figure = 'S18' then '+' else '' end || trim_scale(r.target) as target,
       r.verdict, r.formula
from figure_rows(coalesce(:as_of::date, :today), :compare::int,
                 coalesce(:by::figure_by[], '{}'),
                 case when cardinality(:figure::text[]) > 0 then :figure end,
                 :campus_code::text) as r
cross join lateral (
    select figure_value(r.kind, r.numerator, r.denominator) as now,
           figure_value(r.kind, r.compared_numerator, r.compared_denominator) as before) as v
order by r.campus_code nulls first, r.place, r.by nulls first, r.stage,
         case when r.by in ('grade', 'level') then lpad(r.part, 8) else r.part end;

-- into: parts
select c.code as campus_code, p.figure, p.by, p.part, p.numerator::bigint as numerator,
       p.denominator::bigint as denominator, c.stage, null::date as on
from figure_parts(coalesce(:as_of, :today), figures_beside(:figure)) as p
join campus as c on c.id = p.campus_id
where :campus = 0;

-- into: compared_parts
select c.code as campus_code, p.figure, p.by, p.part, p.numerator::bigint as numerator,
       p.denominator::bigint as denominator, c.stage, null::date as on
from figure_parts_of(
    :compare, (coalesce(:as_of, :today) + make_interval(years => :compare - current_plan()))::date,
    figures_beside(:figure)) as p
join campus as c on c.id = p.campus_id
where :campus = 0 and :compare is not null;
