-- The campus's sheets, sealed; what they ask for is found by the daemon, not by a column.
-- into: rows
select o.id, o.student_id, s.student_no, s.name, s.class_name, o.scale, o.taken_on,
       exists (select from safety_review as v
               where v.campus_id = :campus and v.screening_id = o.id) as reviewed,
       opened(o.content) as content
from screening as o
join student as s on s.campus_id = o.campus_id and s.id = o.student_id
where o.campus_id = :campus
  and (:scale::text is null
       or o.scale = (select coalesce(q.form_of, q.name) from scale as q where q.name = :scale))
  and (:after::uuid is null or o.id < :after::uuid)
  and coalesce(consent_fault(o.campus_id, o.student_id, 'screening', o.taken_on), '')
      not in ('consent_withdrawn', 'consent_refused')
order by o.id desc
limit 10000;
