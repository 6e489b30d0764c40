-- Stores mentors' answers by mentor, group and student: a rank, or refused.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.staff_no::staff_no[], :rows.group::need_group[],
            :rows.student_no::student_no[], :rows.rank::answer_rank[])
    with ordinality as r (staff_no, in_group, student_no, rank, place)
left join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
left join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
left join mentor_profile as p on p.campus_id = :campus and p.plan_year = current_plan()
    and p.staff_id = t.id and p."group" = r.in_group
cross join lateral (
    select * from (values
        ('staff_no', 'staff_unknown', t.id is null),
        ('group', 'group_given', r.in_group is null),
        ('student_no', 'student_unknown', s.id is null),
        ('group', 'answer_to_declared_group', p.staff_id is null),
        ('rank', 'rank_given', r.rank is null)
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select t.id as staff_id, r.in_group, s.id as student_id,
           case when r.rank ~ '^[0-9]' then r.rank::text::int end as rank
    from unnest(:rows.staff_no::staff_no[], :rows.group::need_group[],
                :rows.student_no::student_no[], :rows.rank::answer_rank[])
        as r (staff_no, in_group, student_no, rank)
    join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
    join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
    join mentor_profile as p on p.campus_id = :campus and p.plan_year = current_plan()
        and p.staff_id = t.id and p."group" = r.in_group
    where r.rank is not null
), written as (
    insert into answer as a (campus_id, plan_year, staff_id, "group", student_id, rank, refused)
    select :campus, current_plan(), staff_id, in_group, student_id, rank, rank is null from given
    on conflict on constraint answer_pkey do update
    set rank = excluded.rank, refused = excluded.refused
    where (a.rank, a.refused) is distinct from (excluded.rank, excluded.refused)
    returning 1
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;
