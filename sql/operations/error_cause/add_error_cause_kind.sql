-- Adds a cause that is neither the plan's nor the campus's yet.
-- expect: one
insert into error_cause (campus_id, name)
select :campus, :name::short_text
where case when exists (select from error_cause_default as d where d.name = :name::text)
           then refuse('error_cause_new') else true end
returning name;
