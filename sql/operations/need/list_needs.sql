-- Lists the needs open on a day with the mentor who serves each. Of a psychological need a lead may
-- see that it is open, not its severity or sources;
-- a class teacher does not see it here.
-- into: rows
select s.student_no || '/' || n."group" as row_key, s.student_no, s.name, n."group",
       case when n."group" <> 'psychological' then n.severity end as severity,
       case when n."group" <> 'psychological' then (
           select array_agg(o.source order by o.source) from need_source as o
           where o.campus_id = n.campus_id and o.need_id = n.id) end as sources,
       n.subject, n.opened_on, t.staff_no
from need as n
join student as s on s.campus_id = n.campus_id and s.id = n.student_id
left join pairing as p on p.campus_id = n.campus_id and p.student_id = n.student_id
    and p."group" = n."group" and p.started_on <= coalesce(:as_of::date, :today)
    and (p.ended_on is null or p.ended_on > coalesce(:as_of::date, :today))
left join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
where n.campus_id = :campus and n.plan_year = current_plan()
  and (:caller_role = 'campus_lead' or reaches(s.id))
  and (:caller_role <> 'class_teacher' or n."group" <> 'psychological')
  and n.opened_on <= coalesce(:as_of::date, :today)
  and (n.closed_on is null or n.closed_on > coalesce(:as_of::date, :today))
  and s.enrolled_on <= coalesce(:as_of::date, :today)
  and (s.left_on is null or s.left_on > coalesce(:as_of::date, :today))
  and (:group::need_group is null or n."group" = :group::need_group)
  and (s.student_no || '/' || n."group") collate "C" > coalesce(:after::text, '')
order by (s.student_no || '/' || n."group") collate "C"
limit coalesce(:limit::list_limit, 1000);
