-- Stores parts in contests by student, contest, level and day.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.student_no::student_no[], :rows.contest::short_text[],
            :rows.level::contest_level[], :rows.held_on::date[])
    with ordinality as r (student_no, contest, level, held_on, place)
left join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
cross join lateral (
    select * from (values
        ('student_no', 'student_unknown', s.id is null),
        ('contest', 'contest_given', r.contest is null),
        ('level', 'level_given', r.level is null),
        ('held_on', 'held_on_given', r.held_on is null),
        ('held_on', 'day_not_in_future', r.held_on > :today)
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select s.id as student_id, r.contest, r.level, r.held_on, r.award, r.reference
    from unnest(:rows.student_no::student_no[], :rows.contest::short_text[],
                :rows.level::contest_level[], :rows.held_on::date[], :rows.award::short_text[],
                :rows.reference::short_text[])
        as r (student_no, contest, level, held_on, award, reference)
    join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
    where r.contest is not null and r.level is not null and r.held_on <= :today
), written as (
    insert into contest_entry as c (campus_id, id, student_id, contest, level, held_on, award,
                                    reference, recorded_at, recorded_by)
    select :campus, gen_random_uuid(), g.*, :now::timestamptz, :caller from given as g
    on conflict on constraint contest_entry_once do update
    set award = excluded.award, reference = excluded.reference
    where (c.award, c.reference) is distinct from (excluded.award, excluded.reference)
    returning 1
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;
