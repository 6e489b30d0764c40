-- Lists the plan's causes, then the campus's own.
-- into: rows
select d.name, false as own from error_cause_default as d
union all
select c.name, true from error_cause as c where c.campus_id = :campus
order by own, name;
