-- Takes a plan over from a file, if no row is at fault.
-- into: rejected
select r.place::int as row, 'name' as column, f.fault as constraint, sentence(f.fault) as text
from unnest(:rows.kind::plan_row_kind[], :rows.name::short_text[], :rows.value::short_text[],
            :rows.first_on::date[], :rows.last_on::date[])
    with ordinality as r (kind, name, value, first_on, last_on, place)
cross join lateral (
    select plan_row_fault(r.kind, r.name, r.value, r.first_on, r.last_on) as fault) as f
where f.fault is not null
order by r.place;

select l.changed as stored,
       greatest(0, (select count(*) from unnest(:rows.name::short_text[]))::int - l.changed)
           as unchanged
from load_plan(:rows.kind::plan_row_kind[], :rows.name::text[], :rows.value::text[],
               :rows.first_on::date[], :rows.last_on::date[], :rows.owner::short_text[]::text[],
               :rows.note::short_text[]::text[]) as l (changed)
where not exists (
    select from unnest(:rows.kind::plan_row_kind[], :rows.name::text[], :rows.value::text[],
                       :rows.first_on::date[], :rows.last_on::date[])
        as r (kind, name, value, first_on, last_on)
    where plan_row_fault(r.kind, r.name, r.value, r.first_on, r.last_on) is not null);
