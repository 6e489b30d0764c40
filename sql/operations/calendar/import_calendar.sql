-- Stores the calendar's spans; a span is known by its first day and kind.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.first_on::date[], :rows.kind::calendar_kind[])
    with ordinality as r (first_on, kind, place)
cross join lateral (
    select * from (values ('first_on', 'first_on_given', r.first_on is null),
                          ('kind', 'kind_given', r.kind is null)) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select * from unnest(:rows.first_on::date[], :rows.last_on::date[],
                         :rows.kind::calendar_kind[], :rows.name::short_text[])
        as r (first_on, last_on, kind, name)
    where first_on is not null and kind is not null
), written as (
    insert into calendar as c (first_on, last_on, kind, name)
    select first_on, last_on, kind, name from given
    on conflict on constraint calendar_pkey do update
    set last_on = excluded.last_on, name = excluded.name
    where (c.last_on, c.name) is distinct from (excluded.last_on, excluded.name)
    returning 1
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;
