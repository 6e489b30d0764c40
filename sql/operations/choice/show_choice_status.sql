-- Counts who has chosen, of those whose need waits for a mentor. A psychological need is seen by
-- its being open alone, as everywhere.
select coalesce(:as_of::date, :today) as as_of;

-- into: rows
select w."group", count(w.student_id)::int as students, count(c.student_id)::int as chosen,
       (count(w.student_id) - count(c.student_id))::int as without,
       percent(count(c.student_id), count(w.student_id)) as percent,
       coalesce(max(m.named), 0)::int as mentors_named,
       coalesce(max(m.answered), 0)::int as mentors_answered
from (select g."group", n.student_id
      from unnest(enum_range(null::need_group)) as g ("group")
      left join need as n
          on n.campus_id = :campus and n."group" = g."group"
         and n.opened_on <= coalesce(:as_of::date, :today)
         and (n.closed_on is null or n.closed_on > coalesce(:as_of::date, :today))
         and not exists (select from pairing as p
                         where p.campus_id = :campus and p.student_id = n.student_id
                           and p."group" = n."group"
                           and p.started_on <= coalesce(:as_of::date, :today)
                           and (p.ended_on is null
                                or p.ended_on > coalesce(:as_of::date, :today)))) as w
left join (select distinct c.student_id, c."group" from choice as c
           where c.campus_id = :campus and c.plan_year = current_plan()) as c
    on c.student_id = w.student_id and c."group" = w."group"
left join (select c."group", count(distinct c.staff_id) as named,
                  count(distinct a.staff_id) as answered
           from choice as c
           left join answer as a
               on a.campus_id = c.campus_id and a.plan_year = c.plan_year
              and a.staff_id = c.staff_id and a."group" = c."group"
           where c.campus_id = :campus and c.plan_year = current_plan()
           group by c."group") as m on m."group" = w."group"
group by w."group"
order by w."group";
