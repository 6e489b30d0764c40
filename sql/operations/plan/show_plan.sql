-- Shows the current plan and the version in force on a day.
-- expect: one
select p.year, p.title, p.first_on, p.last_on, p.cutoff_on, v.version, v.valid_from
from plan as p
join plan_version as v on v.year = p.year
where p.is_current and v.version = plan_version_on(coalesce(:as_of::date, :today));

-- into: rows
select n.name, k.label as caption, trim_scale(n.value)::text as value, k.unit, k.meaning,
       trim_scale(k.lowest)::text as lowest, trim_scale(k.highest)::text as highest
from plan_number as n
join plan_number_kind as k on k.name = n.name
where n.year = current_plan() and n.version = plan_version_on(coalesce(:as_of::date, :today))
order by n.name;
