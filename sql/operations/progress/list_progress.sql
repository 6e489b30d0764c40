-- Compares the first and the last mark of each subject inside the plan, as shares of the full mark.
-- into: rows
with span as (
    select p.first_on, coalesce(:as_of::date, :today) as until,
           coalesce(plan_value('progress_points', coalesce(:as_of::date, :today)), 10) as line
    from plan as p where p.is_current
), member as (
    select distinct n.student_id from need as n
    where n.campus_id = :campus and n.plan_year = current_plan() and n."group" = 'academic'
), ends as (
    select o.student_id, o.subject, min(o.taken_on) as first_on, max(o.taken_on) as last_on
    from score as o
    join member as m on m.student_id = o.student_id
    cross join span as w
    where o.campus_id = :campus and o.mark is not null and o.taken_on between w.first_on and w.until
    group by o.student_id, o.subject
    having min(o.taken_on) < max(o.taken_on)
), shares as (
    select e.student_id, e.subject, e.first_on, e.last_on,
           (select sum(o.mark) / sum(o.full_mark) from score as o
            where o.campus_id = :campus and o.student_id = e.student_id and o.subject = e.subject
              and o.taken_on = e.first_on and o.mark is not null) * 100 as first,
           (select sum(o.mark) / sum(o.full_mark) from score as o
            where o.campus_id = :campus and o.student_id = e.student_id and o.subject = e.subject
              and o.taken_on = e.last_on and o.mark is not null) * 100 as last
    from ends as e
)
select s.student_no, s.name as student_name, h.subject, h.first_on,
       round(h.first, 2)::text as first_percent, h.last_on,
       round(h.last, 2)::text as last_percent, round(h.last - h.first, 2)::text as gain,
       h.last - h.first >= w.line as clear
from shares as h
join student as s on s.campus_id = :campus and s.id = h.student_id
cross join span as w
where reaches(s.id) and (h.last - h.first >= w.line or not coalesce(:sharers::boolean, false))
order by s.student_no, h.subject
limit 10000;
