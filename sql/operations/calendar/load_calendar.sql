-- Replaces the calendar, if no row is at fault: a calendar half replaced would count wrong weeks.
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.first_on::date[], :rows.last_on::date[], :rows.kind::calendar_kind[],
            :rows.name::short_text[]) with ordinality as r (first_on, last_on, kind, name, place)
cross join lateral (
    select * from (values ('first_on', 'first_on_given', r.first_on is null),
                          ('last_on', 'calendar_last_on_given', r.last_on is null),
                          ('last_on', 'calendar_days_in_order', r.last_on < r.first_on),
                          ('kind', 'kind_given', r.kind is null)) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select * from unnest(:rows.first_on::date[], :rows.last_on::date[], :rows.kind::calendar_kind[],
                         :rows.name::short_text[]) as r (first_on, last_on, kind, name)
), fault as (
    select from given where first_on is null or kind is null or last_on is null
                            or last_on < first_on
), gone as (
    delete from calendar as c
    where not exists (select from fault)
      and not exists (select from given as g
                      where (g.first_on, g.last_on, g.kind) = (c.first_on, c.last_on, c.kind)
                        and g.name is not distinct from c.name)
    returning c.first_on, c.kind
)
select count(*)::int as unchanged
from calendar as c
where not exists (select from fault) and not exists (
    select from gone as o where (o.first_on, o.kind) = (c.first_on, c.kind));

with given as (
    select * from unnest(:rows.first_on::date[], :rows.last_on::date[], :rows.kind::calendar_kind[],
                         :rows.name::short_text[]) as r (first_on, last_on, kind, name)
), written as (
    insert into calendar (first_on, last_on, kind, name)
    select g.first_on, g.last_on, g.kind, g.name
    from given as g
    where not exists (select from given as b
                      where b.first_on is null or b.kind is null or b.last_on is null
                         or b.last_on < b.first_on)
      and not exists (select from calendar as c where (c.first_on, c.kind) = (g.first_on, g.kind))
    returning 1
)
select count(*)::int as stored from written;
