-- The scales that the rows name, and for each row what hinders it or what is stored already. The
-- gates that need a table stand here; the answers themselves are looked at by the engine.
-- into: scales
select q.name, b.name as origin, b.items, q.low, q.high, q.shift, b.positive_from,
       b.positives_above, b.total_above, b.total_from, array_to_string(b.critical, ' ') as critical,
       array_to_string(b.urgent, ' ') as urgent, b.critical_from,
       array_to_string(b.validity, ' ') as validity, b.void_from
from scale as q
join scale as b on b.name = coalesce(q.form_of, q.name)
where q.name = any (:rows.scale::text[])
order by q.name;
-- into: factors
select f.scale, f.name, array_to_string(f.items, ' ') as items, f.rule, f.bound
from scale_factor as f
order by f.scale, f.place;
-- into: rows
select r.place::int as place, s.id as student_id, f.field as column, f.rule,
       sentence(f.rule) as text, o.id, opened(o.content) as content
from unnest(:rows.student_no::text[], :rows.scale::text[], :rows.taken_on::date[],
            :rows.any_age::boolean[])
    with ordinality as r (student_no, scale, taken_on, any_age, place)
left join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
left join scale as q on q.name = r.scale
left join screening as o on o.campus_id = :campus and o.student_id = s.id
    and o.scale = coalesce(q.form_of, q.name) and o.taken_on = r.taken_on
left join lateral (
    select consent_fault(:campus, s.id, 'screening', r.taken_on) as fault,
           extract(year from age(r.taken_on, s.born_on))::int as years
) as c on true
left join lateral (
    select * from (values
        ('student_no', 'student_unknown', s.id is null),
        ('scale', 'scale_unknown', q.name is null),
        ('taken_on', 'taken_on_given', r.taken_on is null),
        ('taken_on', 'screening_not_in_future', r.taken_on > :today),
        ('taken_on', 'student_on_roll',
         r.taken_on < s.enrolled_on or r.taken_on >= s.left_on),
        (null, c.fault, c.fault is not null),
        ('taken_on', 'screening_age',
         r.any_age is not true and q.age_from is not null
         and (c.years is null or c.years < q.age_from or c.years > coalesce(q.age_to, 200)))
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f on true
order by r.place;
