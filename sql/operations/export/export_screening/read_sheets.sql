-- The campus's sheets, sealed, by student, scale and day; what consent no longer covers stays.
-- into: rows
select o.id, o.student_id, s.student_no, o.scale, o.taken_on, opened(o.content) as content
from screening as o
join student as s on s.campus_id = o.campus_id and s.id = o.student_id
cross join lateral (
    select concat_ws(chr(31), s.student_no, o.scale, o.taken_on) as row_key
) as k
where o.campus_id = :campus
  and (:scale::text is null
       or o.scale = (select coalesce(q.form_of, q.name) from scale as q where q.name = :scale))
  and coalesce(consent_fault(o.campus_id, o.student_id, 'screening', o.taken_on), '')
      not in ('consent_withdrawn', 'consent_refused')
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
