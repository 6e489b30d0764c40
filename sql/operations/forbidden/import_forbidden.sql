-- Stores pairs that never may be. What they are paired in already does not end by itself.
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
    select s.id as student_id, t.id as staff_id, r.reason
    from unnest(:rows.student_no::student_no[], :rows.staff_no::staff_no[],
                :rows.reason::short_text[])
        as r (student_no, staff_no, reason)
    join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
    join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
), written as (
    insert into forbidden as f (campus_id, student_id, staff_id, reason, forbidden_at, forbidden_by)
    select :campus, student_id, staff_id, reason, :now::timestamptz, :caller from given
    on conflict on constraint forbidden_pkey do update
    set reason = excluded.reason, forbidden_at = excluded.forbidden_at,
        forbidden_by = excluded.forbidden_by
    where f.reason is distinct from excluded.reason
    returning 1
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;
