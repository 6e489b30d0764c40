-- Shows one figure day by day: of the caller's campus; for the district the sum over all and, where
-- they are asked for, each campus. Beside it, where something of its wholes may be hidden from the
-- district (the students of a group are a part of the campus), every count that could give it away.
-- expect: one
select f.name as figure, f.formula, :campus = 0 as suppressed
from (select coalesce(:from::date, plan_first_on()) as first_on,
             coalesce(:until::date, :today) as last_on) as d
left join figure as f on f.name = :figure::text
where case when f.name is null then refuse('figure_known')
           when (select count(*) from trend_days(d.first_on, d.last_on, :every::figure_step)) > 120
           then refuse('trend_too_long')
           when :campus_code::text is not null and not exists (
               select from campus as c
               where c.id > 0 and :campus in (0, c.id) and c.code = :campus_code::text)
           then refuse('campus_unknown', 'campus', :campus_code::text)
           else true end;

-- into: rows
with part as materialized (
    select d.day, c.code, c.name, p.numerator, p.denominator
    from trend_days(coalesce(:from::date, plan_first_on()), coalesce(:until::date, :today),
                    :every::figure_step) as d (day)
    cross join lateral figure_parts(d.day, array[:figure::text]) as p
    join campus as c on c.id = p.campus_id
    where p.by is null and (:campus_code::text is null or c.code = :campus_code)
), shown as (
    select p.day, p.code, p.name, p.numerator, p.denominator from part as p
    where :campus > 0 or :campus_code is not null or :each_campus::boolean
    union all
    select p.day, null, null, sum(p.numerator), sum(p.denominator) from part as p
    where :campus = 0 and :campus_code is null
    group by p.day
)
select s.day as on, s.code as campus_code, s.name as campus_name,
       trim_scale(s.numerator)::text as numerator, trim_scale(s.denominator)::text as denominator,
       round(figure_value(f.kind, s.numerator, s.denominator), 2)::text as percent,
       false as suppressed, null::text as shown
from shown as s
join figure as f on f.name = :figure::text
order by s.day, s.code nulls first;

-- into: parts
select d.day as on, c.code as campus_code, p.figure, p.by, p.part, p.numerator::bigint as numerator,
       p.denominator::bigint as denominator, c.stage
from trend_days(coalesce(:from::date, plan_first_on()), coalesce(:until::date, :today),
                :every::figure_step) as d (day)
cross join lateral figure_parts(d.day, figures_beside(array[:figure::text])) as p
join campus as c on c.id = p.campus_id
where :campus = 0
  and :figure in ('S13', 'S14', 'S15.emotion', 'S15.communication', 'S17', 'S18', 'shortage')
order by d.day;
