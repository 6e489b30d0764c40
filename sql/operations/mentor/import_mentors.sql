-- Stores mentors' profiles by staff number and group. The capacity is the mentor's, one for all
-- groups: a row that gives another one than an earlier row is rejected.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from (
    select *, first_value(capacity) over (partition by staff_no order by capacity is null, place)
                  as first_capacity
    from unnest(:rows.staff_no::staff_no[], :rows.group::need_group[],
                :rows.capacity::capacity[])
        with ordinality as r (staff_no, in_group, capacity, place)
) as r
left join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
cross join lateral (
    select * from (values
        ('staff_no', 'staff_unknown', t.id is null),
        ('staff_no', 'guest_not_editable', t.home_campus_id is not null),
        ('group', 'group_given', r.in_group is null),
        ('capacity', 'mentor_capacity_agrees', r.capacity <> r.first_capacity)
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

-- set_capacity makes the mentors before the foreign key of their profiles is looked at; counted
-- joins limited, so that it is run whatever the rest says.
with given as (
    select r.*, t.id as staff_id
    from (
        select *, first_value(capacity) over (partition by staff_no
                                              order by capacity is null, place) as first_capacity
        from unnest(:rows.staff_no::staff_no[], :rows.group::need_group[],
                    :rows.capacity::capacity[], :rows.bio::long_text[], :rows.slots::slots[],
                    :rows.traits::traits[], :rows.loan_places::capacity[])
            with ordinality
            as r (staff_no, in_group, capacity, bio, slots, traits, loan_places, place)
    ) as r
    join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
    where t.home_campus_id is null and r.in_group is not null
      and (r.capacity = r.first_capacity or r.capacity is null)
), limited as (
    select c.staff_id
    from (select array_agg(staff_id) as mentors, array_agg(capacity) as own
          from (select staff_id, max(capacity) as capacity from given group by staff_id) as g) as g
    cross join lateral set_capacity(g.mentors, g.own, :today) as c (staff_id)
), written as (
    insert into mentor_profile as p (campus_id, plan_year, staff_id, "group", bio, slots, traits)
    select :campus, current_plan(), g.staff_id, g.in_group, coalesce(g.bio, o.bio),
           coalesce(slots_normal(g.slots), o.slots), coalesce(g.traits, o.traits)
    from given as g
    left join mentor_profile as o on o.campus_id = :campus and o.plan_year = current_plan()
        and o.staff_id = g.staff_id and o."group" = g.in_group
    on conflict on constraint mentor_profile_pkey do update
    set bio = excluded.bio, slots = excluded.slots, traits = excluded.traits
    where (p.bio, p.slots, p.traits) is distinct from
          (excluded.bio, excluded.slots, excluded.traits)
    returning p.staff_id, p."group"
), counted as (
    select (g.staff_id, g.in_group) in (select w.staff_id, w."group" from written as w)
           or l.staff_id is not null or g.loan_places <> coalesce(m.loan_places, 0) as is_stored
    from given as g
    left join (select distinct staff_id from limited) as l on l.staff_id = g.staff_id
    left join mentor as m on m.campus_id = :campus and m.staff_id = g.staff_id
)
select count(*) filter (where is_stored)::int as stored,
       count(*) filter (where is_stored is not true)::int as unchanged
from counted;

update mentor as m
set loan_places = r.loan_places
from (
    select t.id as staff_id, max(r.loan_places) as loan_places
    from unnest(:rows.staff_no::staff_no[], :rows.loan_places::capacity[])
        as r (staff_no, loan_places)
    join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
    where t.home_campus_id is null
    group by t.id
) as r
where m.campus_id = :campus and m.staff_id = r.staff_id and m.loan_places <> r.loan_places;
