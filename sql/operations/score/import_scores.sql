-- Stores marks by student, subject, examination and day.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.student_no::student_no[], :rows.subject::subject[], :rows.exam::exam[],
            :rows.taken_on::date[], :rows.full_mark::numeric[])
    with ordinality as r (student_no, subject, exam, taken_on, full_mark, place)
left join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
cross join lateral (
    select * from (values
        ('student_no', 'student_unknown', s.id is null),
        ('subject', 'subject_given', r.subject is null),
        ('exam', 'exam_given', r.exam is null),
        ('taken_on', 'taken_on_given', r.taken_on is null),
        ('taken_on', 'day_not_in_future', r.taken_on > :today),
        ('full_mark', 'full_mark_given', r.full_mark is null)
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select s.id as student_id, r.subject, r.exam, r.taken_on, r.full_mark, r.mark
    from unnest(:rows.student_no::student_no[], :rows.subject::subject[], :rows.exam::exam[],
                :rows.taken_on::date[], :rows.full_mark::numeric[], :rows.mark::numeric[])
        as r (student_no, subject, exam, taken_on, full_mark, mark)
    join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
    where r.subject is not null and r.exam is not null and r.taken_on <= :today
      and r.full_mark is not null
), written as (
    insert into score as o (campus_id, student_id, subject, exam, taken_on, full_mark, mark)
    select :campus, g.* from given as g
    on conflict on constraint score_pkey do update
    set full_mark = excluded.full_mark, mark = excluded.mark
    where (o.full_mark, o.mark) is distinct from (excluded.full_mark, excluded.mark)
    returning 1
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;
