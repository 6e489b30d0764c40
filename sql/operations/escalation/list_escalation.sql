-- Lists the campus's own chain, or the one that holds everywhere.
-- into: rows
select e.place, e.who, e.minutes from escalation_step as e where e.campus_id = :campus
union all
select d.place, d.who, d.minutes from escalation_default as d
where not exists (select from escalation_step as e where e.campus_id = :campus)
order by place;
