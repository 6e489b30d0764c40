-- Compares a frozen list with the needs open on a day.
-- expect: one
select number, frozen_on
from need_list
where campus_id = :campus and (:number::int is null or number = :number::int)
order by number desc limit 1;

-- into: rows
with list as (
    select l.id from need_list as l
    where l.campus_id = :campus and (:number::int is null or l.number = :number::int)
    order by l.number desc limit 1
), before as (
    select r.student_no, r."group", r.severity, r.sources
    from need_list_row as r
    where r.campus_id = :campus and r.need_list_id = (select id from list)
), now_open as (
    select s.student_no, n."group", n.severity::int as severity, coalesce((
               select string_agg(o.source::text, ';' order by o.source::text collate "C")
               from need_source as o
               where o.campus_id = n.campus_id and o.need_id = n.id), '') as sources
    from need as n
    join student as s on s.campus_id = n.campus_id and s.id = n.student_id
    where n.campus_id = :campus and n.plan_year = current_plan()
      and n.opened_on <= coalesce(:as_of::date, :today)
      and (n.closed_on is null or n.closed_on > coalesce(:as_of::date, :today))
      and s.enrolled_on <= coalesce(:as_of::date, :today)
      and (s.left_on is null or s.left_on > coalesce(:as_of::date, :today))
)
select student_no, "group",
       (case when b.severity is null then 'added' when n.severity is null then 'removed'
             else 'changed' end)::need_change as change,
       case when "group" <> 'psychological' then b.severity end as severity_before,
       case when "group" <> 'psychological' then n.severity end as severity_now
from before as b
full join now_open as n using (student_no, "group")
where (b.severity, b.sources) is distinct from (n.severity, n.sources)
order by student_no, "group";
