-- Shows the figures of every campus and their sums: a percentage of the district is the sum of the
-- numerators over the sum of the denominators, never a mean of percentages.
select coalesce(:as_of::date, :today) as as_of, count(*)::int as campuses,
       coalesce(sum(f.students), 0)::int as students, coalesce(sum(f.needs), 0)::int as needs,
       coalesce(sum(f.in_need_students), 0)::int as in_need_students,
       coalesce(sum(f.covered_students), 0)::int as covered_students,
       percent(sum(f.covered_students), sum(f.in_need_students)) as coverage_percent,
       coalesce(sum(f.waiting), 0)::int as waiting, coalesce(sum(f.mentors), 0)::int as mentors,
       coalesce(sum(f.free_places), 0)::int as free_places,
       coalesce(sum(f.records), 0)::int as records
from district_campus_figures(coalesce(:as_of::date, :today)) as f
where (select keep_figures(figures_beside('{needs}') || '{mentors,free_places,records}'::text[]));

-- into: groups
select g."group", sum(g.needs)::int as needs, sum(g.paired)::int as paired,
       percent(sum(g.paired), sum(g.needs)) as percent, false as suppressed, null::text as shown
from district_group_figures(coalesce(:as_of::date, :today)) as g
group by g."group"
order by g."group";

-- into: rows
select f.campus_code, f.campus_name, f.students, f.needs, f.in_need_students, f.covered_students,
       percent(f.covered_students, f.in_need_students) as coverage_percent, f.waiting, f.mentors,
       f.free_places, f.records
from district_campus_figures(coalesce(:as_of::date, :today)) as f
order by f.campus_code;

-- into: rows.groups by campus_code
select g.campus_code, g."group", g.needs, g.paired, percent(g.paired, g.needs) as percent,
       false as suppressed, null::text as shown
from district_group_figures(coalesce(:as_of::date, :today)) as g
order by g.campus_code, g."group";

-- into: parts
select c.code as campus_code, p.figure, p.by, p.part, p.numerator::bigint as numerator,
       p.denominator::bigint as denominator, c.stage, null::date as on
from figure_parts(coalesce(:as_of, :today), figures_beside('{needs}')) as p
join campus as c on c.id = p.campus_id
where :campus = 0;
