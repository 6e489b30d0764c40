-- The plan's targets against what is: the caller's campus, or for the district the sums over all.
select coalesce(:as_of::date, :today) as as_of, current_plan() as year;

-- into: rows
select f.kpi, trim_scale(f.numerator)::text as numerator,
       trim_scale(f.denominator)::text as denominator, f.percent, f.baseline,
       case when f.kpi = 'S18' then '+' else '' end || f.target as target, f.verdict
from kpi_figures(coalesce(:as_of::date, :today)) as f
order by f.place, f.kpi collate "C";
