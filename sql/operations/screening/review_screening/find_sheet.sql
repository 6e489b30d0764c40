-- The sheet a review belongs to.
-- expect: one
select o.id as screening_id, o.student_id
from student as s
join screening as o on o.campus_id = s.campus_id and o.student_id = s.id
join scale as q on q.name = :scale::text and o.scale = coalesce(q.form_of, q.name)
where s.campus_id = :campus and s.student_no = upper(:student::text) and o.campus_id = :campus
  and o.taken_on = :on::date;
