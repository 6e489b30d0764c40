-- Stores how well two persons fit, entered by hand.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.student_no::student_no[], :rows.staff_no::staff_no[])
    with ordinality as r (student_no, staff_no, place)
left join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
left join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
cross join lateral (
    select * from (values
        ('student_no', 'student_unknown', s.id is null),
        ('staff_no', 'staff_unknown', t.id is null)
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select s.id as student_id, t.id as staff_id, r.personality_fit
    from unnest(:rows.student_no::student_no[], :rows.staff_no::staff_no[],
                :rows.personality_fit::percent_points[])
        as r (student_no, staff_no, personality_fit)
    join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
    join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
), written as (
    insert into fit as f (campus_id, plan_year, student_id, staff_id, personality_fit)
    select :campus, current_plan(), student_id, staff_id, personality_fit from given
    on conflict on constraint fit_pkey do update
    set personality_fit = excluded.personality_fit
    where f.personality_fit is distinct from excluded.personality_fit
    returning 1
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;
