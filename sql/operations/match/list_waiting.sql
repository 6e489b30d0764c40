-- Who waits in a run and why, and how many mentors to train or borrow. How severe a psychological
-- need is belongs to its content, which is not the lead's to read.
-- expect: one
select r.id as run_id, r.run_on, r.cap, r.waiting
from match_run as r
where r.campus_id = :campus and r.id = match_run_id(:run::text);
-- into: rows
select s.student_no || '/' || p."group" as row_key, s.student_no, s.name, p."group",
       case when p."group" <> 'psychological' then n.severity end as severity,
       case when p."group" <> 'psychological' then n.subject end as subject,
       waiting_word(p.reason) as reason
from match_pair as p
join need as n on n.campus_id = :campus and n.id = p.need_id
join student as s on s.campus_id = :campus and s.id = p.student_id
where p.campus_id = :campus and p.run_id = match_run_id(:run::text) and p.staff_id is null
  and (:group::need_group is null or p."group" = :group)
  and (:after::text is null
       or s.student_no > split_part(upper(:after), '/', 1)
       or (s.student_no = split_part(upper(:after), '/', 1) and :after like '%/%'
           and array_position(enum_range(null::need_group)::text[], p."group"::text)
               > coalesce(array_position(enum_range(null::need_group)::text[],
                                         split_part(:after, '/', 2)), 0)))
order by s.student_no, p."group"
limit coalesce(:limit::list_limit, 1000);
-- into: shortage
select p."group", count(*)::int as waiting,
       ceil(count(*)::numeric / greatest(r.cap, 1))::int as mentors
from match_run as r
join match_pair as p on p.campus_id = :campus and p.run_id = r.id and p.staff_id is null
where r.campus_id = :campus and r.id = match_run_id(:run::text)
group by p."group", r.cap
order by p."group";
