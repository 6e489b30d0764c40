-- Shows the figures of the caller's campus on a day.
-- expect: one
select coalesce(:as_of::date, :today) as as_of, f.campus_code, f.campus_name, f.students, f.needs,
       f.in_need_students, f.covered_students,
       percent(f.covered_students, f.in_need_students) as coverage_percent, f.waiting, f.mentors,
       f.free_places, f.records
from campus_figures(coalesce(:as_of::date, :today)) as f;

-- into: groups
select g."group", g.needs, g.paired, percent(g.paired, g.needs) as percent,
       false as suppressed, null::text as shown
from group_figures(coalesce(:as_of::date, :today)) as g
order by g."group";
