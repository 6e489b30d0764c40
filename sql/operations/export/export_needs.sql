-- The needs of the plan by source; of a student and group the latest need, since a file has each
-- key once. A lead gets neither the psychological ones nor any evidence.
-- into: rows
select n.student_no, n."group", n.severity, n.source, n.subject, n.opened_on, n.closed_on, n.slots,
       n.traits, n.id,
       case when :caller_role = 'psychology_teacher' then opened(n.evidence) end as evidence
from (
    select s.student_no, n."group", o.source, n.severity, n.subject, n.opened_on, n.closed_on,
           n.slots, n.traits, o.id, o.evidence
    from need as n
    join student as s on s.campus_id = n.campus_id and s.id = n.student_id
    join need_source as o on o.campus_id = n.campus_id and o.need_id = n.id
    where n.campus_id = :campus and n.plan_year = current_plan()
      and (:group::need_group is null or n."group" = :group::need_group)
      and (:caller_role = 'psychology_teacher' or n."group" <> 'psychological')
      and not exists (select from need as l
                      where l.campus_id = n.campus_id and l.plan_year = n.plan_year
                        and l.student_id = n.student_id and l."group" = n."group"
                        and l.opened_on > n.opened_on)
) as n
cross join lateral (
    select concat_ws(chr(31), n.student_no, n."group", n.source) as row_key
) as k
where :reason::text is not null
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
