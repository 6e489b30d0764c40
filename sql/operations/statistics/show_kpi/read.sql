-- The plan's targets against what is: the caller's campus, or for the district the sums over all.
select coalesce(:as_of::date, :today) as as_of, current_plan() as year,
       :campus = 0 as suppressed;

-- into: rows
select f.kpi, trim_scale(f.numerator)::text as numerator,
       trim_scale(f.denominator)::text as denominator, f.percent, f.baseline,
       case when f.kpi = 'S18' then '+' else '' end || f.target as target, f.verdict,
       false as suppressed, null::text as shown
from kpi_figures(coalesce(:as_of::date, :today)) as f
order by f.place, f.kpi collate "C";

-- into: parts
select c.code as campus_code, p.figure, p.by, p.part, p.numerator::bigint as numerator,
       p.denominator::bigint as denominator, c.stage, null::date as on
from figure_parts(coalesce(:as_of, :today), figures_beside('{S13,S14,S15.emotion,S17}')) as p
join campus as c on c.id = p.campus_id
where :campus = 0;
