-- Holds every sentence against the facts of the campus, or of the district.
-- into: rows
with found as materialized (
    select f.fact, sum(f.amount) as amount from plan_facts() as f group by f.fact
), state as (
    select s.number, s.caption, coalesce(u.amount, 0) as amount,
           case when coalesce(u.amount, 0) > 0 then 'in_use'
                when s.configured is null or coalesce(c.amount, 0) > 0 then 'configured'
                else 'not_yet' end as state
    from plan_sentence as s
    left join found as u on u.fact = s.used
    left join found as c on c.fact = s.configured
)
select 'S' || t.number as sentence, t.caption, t.state::sentence_state,
       least(t.amount, 2147483647)::int as amount
from state as t
where not coalesce(:open::boolean, false) or t.state <> 'in_use'
order by t.number;

with found as materialized (
    select f.fact, sum(f.amount) as amount from plan_facts() as f group by f.fact
), state as (
    select case when coalesce(u.amount, 0) > 0 then 'in_use'
                when s.configured is null or coalesce(c.amount, 0) > 0 then 'configured'
                else 'not_yet' end as state
    from plan_sentence as s
    left join found as u on u.fact = s.used
    left join found as c on c.fact = s.configured
)
select count(*) filter (where t.state = 'in_use')::int as in_use,
       count(*) filter (where t.state = 'configured')::int as configured,
       count(*) filter (where t.state = 'not_yet')::int as not_yet
from state as t;
