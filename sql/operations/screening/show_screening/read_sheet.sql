-- One sheet, as it is sealed, with its reviews. Row security shows a caller through the glass the
-- one student alone; a withdrawn consent closes the sheet for everybody.
-- expect: one
select o.id, o.student_id, s.student_no, o.scale, o.taken_on,
       opened(o.content) as content
from student as s
join screening as o on o.campus_id = s.campus_id and o.student_id = s.id
join scale as q on q.name = :scale::text and o.scale = coalesce(q.form_of, q.name)
cross join lateral (
    select consent_fault(:campus, s.id, 'screening', o.taken_on) as fault offset 0
) as c
where s.campus_id = :campus and s.student_no = upper(:student::text) and o.campus_id = :campus
  and o.taken_on = :on::date
  and case when c.fault = 'consent_withdrawn' then refuse('consent_withdrawn')
           when c.fault = 'consent_refused' then refuse('consent_refused') else true end;
-- into: reviews
select v.id, v.student_id, iso(v.done_at) as done_at, opened(v.note) as note
from student as s
join screening as o on o.campus_id = :campus and o.student_id = s.id
join scale as q on q.name = :scale::text and o.scale = coalesce(q.form_of, q.name)
join safety_review as v on v.campus_id = :campus and v.screening_id = o.id
where s.campus_id = :campus and s.student_no = upper(:student::text) and o.taken_on = :on::date
order by v.done_at;
