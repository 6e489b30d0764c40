-- Stores students' choices by student, group and rank.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.student_no::student_no[], :rows.group::need_group[],
            :rows.rank::choice_rank[], :rows.staff_no::staff_no[])
    with ordinality as r (student_no, in_group, rank, staff_no, place)
left join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
left join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
left join mentor_profile as p on p.campus_id = :campus and p.plan_year = current_plan()
    and p.staff_id = t.id and p."group" = r.in_group
cross join lateral (
    select * from (values
        ('student_no', 'student_unknown', s.id is null),
        ('group', 'group_given', r.in_group is null),
        ('rank', 'rank_given', r.rank is null),
        ('rank', 'choice_within_maximum', r.rank > plan_value('choices_max', :today)),
        ('staff_no', 'staff_unknown', t.id is null),
        ('staff_no', 'choice_mentor_declared', p.staff_id is null)
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select s.id as student_id, r.in_group, r.rank, t.id as staff_id
    from unnest(:rows.student_no::student_no[], :rows.group::need_group[],
                :rows.rank::choice_rank[], :rows.staff_no::staff_no[])
        as r (student_no, in_group, rank, staff_no)
    join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
    join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
    join mentor_profile as p on p.campus_id = :campus and p.plan_year = current_plan()
        and p.staff_id = t.id and p."group" = r.in_group
    where r.rank <= plan_value('choices_max', :today)
), written as (
    insert into choice as c (campus_id, plan_year, student_id, "group", rank, staff_id)
    select :campus, current_plan(), student_id, in_group, rank, staff_id from given
    on conflict on constraint choice_pkey do update
    set staff_id = excluded.staff_id
    where c.staff_id is distinct from excluded.staff_id
    returning 1
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;
