-- A scale with its factors; a form has those of the scale it is a form of.
-- expect: one
select q.name as scale, q.title, q.version, q.items, q.low, q.high, q.age_from, q.licence_note,
       q.attested_by, q.attested_at
from scale as q where q.name = :scale::text;
-- into: rows
select f.name as factor, array_to_string(f.items, ' ') as items, f.rule, f.bound
from scale_factor as f
join scale as q on q.name = :scale::text and f.scale = coalesce(q.form_of, q.name)
order by f.place;
