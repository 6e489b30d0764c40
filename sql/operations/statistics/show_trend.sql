-- Shows one figure day by day: of the caller's campus, or the sum over the district; to this none
-- that is of a group's students, since such sums may be hidden.
-- expect: one
select f.name as figure, f.formula
from (select coalesce(:from::date, plan_first_on()) as first_on,
             coalesce(:until::date, :today) as last_on) as d
left join figure as f on f.name = :figure::text
where case when f.name is null then refuse('figure_known')
           when (select count(*) from trend_days(d.first_on, d.last_on, :every::figure_step)) > 120
           then refuse('trend_too_long')
           else true end;

-- into: rows
select d.day as on, c.code::text as campus_code, trim_scale(t.numerator)::text as numerator,
       trim_scale(t.denominator)::text as denominator,
       round(figure_value(f.kind, t.numerator, t.denominator), 2)::text as percent
from trend_days(coalesce(:from::date, plan_first_on()), coalesce(:until::date, :today),
                :every::figure_step) as d (day)
cross join lateral (
    select sum(p.numerator) as numerator, sum(p.denominator) as denominator
    from figure_parts(d.day, array[:figure::text]) as p
    where p.by is null
      and (:campus > 0 or :figure <> all (
          '{S13,S14,S15.emotion,S15.communication,S17,S18,shortage}'::text[]))
) as t
join figure as f on f.name = :figure::text
left join campus as c on c.id = :campus and c.id > 0
order by d.day;
