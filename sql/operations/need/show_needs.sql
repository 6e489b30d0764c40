-- Shows one student's psychological needs by their sources, with the evidence.
-- into: rows
select o.id, s.student_no, o.source, n.severity, opened(o.evidence) as evidence, n.opened_on,
       n.closed_on
from need as n
join student as s on s.campus_id = n.campus_id and s.id = n.student_id
join need_source as o on o.campus_id = n.campus_id and o.need_id = n.id
where n.campus_id = :campus and n.student_id = find_student(:student::text)
  and n."group" = 'psychological' and :reason::text is not null
order by n.opened_on, o.source;
