-- Sets a number of the plan as a new version from today on.
select :name::text as name, trim_scale(:value::numeric)::text as value,
       set_plan_number(:name::text, :value::numeric, :reason::text) as version,
       :today as valid_from;
