-- Stores knowledge points by student, subject, point and day.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.student_no::student_no[], :rows.subject::subject[],
            :rows.dimension::short_text[], :rows.point::short_text[], :rows.taken_on::date[],
            :rows.mark::numeric[], :rows.full_mark::numeric[])
    with ordinality as r (student_no, subject, dimension, point, taken_on, mark, full_mark, place)
left join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
cross join lateral (
    select * from (values
        ('student_no', 'student_unknown', s.id is null),
        ('subject', 'subject_given', r.subject is null),
        ('dimension', 'dimension_given', coalesce(r.dimension, '') = ''),
        ('point', 'point_given', coalesce(r.point, '') = ''),
        ('taken_on', 'taken_on_given', r.taken_on is null),
        ('taken_on', 'day_not_in_future', r.taken_on > :today),
        ('mark', 'mark_given', r.mark is null),
        ('full_mark', 'full_mark_given', r.full_mark is null)
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select s.id as student_id, r.subject, r.dimension, r.point, r.taken_on, r.full_mark, r.mark
    from unnest(:rows.student_no::student_no[], :rows.subject::subject[],
                :rows.dimension::short_text[], :rows.point::short_text[], :rows.taken_on::date[],
                :rows.mark::numeric[], :rows.full_mark::numeric[])
        as r (student_no, subject, dimension, point, taken_on, mark, full_mark)
    join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
    where r.subject is not null and coalesce(r.dimension, '') <> '' and coalesce(r.point, '') <> ''
      and r.taken_on <= :today and r.mark is not null and r.full_mark is not null
), written as (
    insert into diagnosis as d (campus_id, student_id, subject, dimension, point, taken_on,
                                full_mark, mark, recorded_at, recorded_by)
    select :campus, g.*, :now::timestamptz, :caller from given as g
    on conflict on constraint diagnosis_pkey do update
    set dimension = excluded.dimension, full_mark = excluded.full_mark, mark = excluded.mark
    where (d.dimension, d.full_mark, d.mark)
          is distinct from (excluded.dimension, excluded.full_mark, excluded.mark)
    returning 1
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;
