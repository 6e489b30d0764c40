-- What the engine works on: requests and mentors of the campus on a day, and the facts of pairs.
-- A need whose group has a pairing on that day or later is no request: it could not be opened.
-- Where a mentor leaves, the requests are this mentor's students, and the mentors all others.
-- Places count the most students on any day from then on, so that what is drafted can be published.
-- expect: one
select plan_value('time_weight', s.on_day)::int as time_weight,
       plan_value('personality_weight', s.on_day)::int as personality_weight,
       plan_value('choices_max', s.on_day)::int as choices_max,
       coalesce(s.cap, plan_value('cap', s.on_day)::int) as cap
from (select :on::date as on_day, :cap::int as cap) as s
where case when s.on_day is null then refuse('run_day_given') else true end
  and case when s.cap not between 1 and 99 then refuse('run_cap_in_range') else true end
  and case when current_plan() is null then refuse('run_plan_current') else true end;
-- into: requests
select n.campus_id, n.id as need_id, n.student_id, s.student_no, n."group", n.severity, n.subject,
       slots_normal(n.slots) as slots, n.traits
from need as n
join student as s on s.campus_id = :campus and s.id = n.student_id
where n.campus_id = :campus and n.plan_year = current_plan() and n.opened_on <= :on::date
  and (n.closed_on is null or n.closed_on > :on::date)
  and s.enrolled_on <= :on::date and (s.left_on is null or s.left_on > :on::date)
  and case when :leaving::text is null then not exists (
      select from pairing as p
      where p.campus_id = :campus and p.student_id = n.student_id and p."group" = n."group"
        and (p.ended_on is null or p.ended_on > greatest(:on::date, p.started_on)))
  else exists (
      select from pairing as p
      where p.campus_id = :campus and p.student_id = n.student_id and p."group" = n."group"
        and p.staff_id = mentor_id_of(:leaving::text) and p.started_on <= :on::date
        and p.ended_on is null) end
order by n.student_id, n."group";
-- into: mentors
select m.campus_id, m.staff_id, t.staff_no,
       greatest(0, least(coalesce(:cap::int, least(m.capacity, plan_value('cap', :on::date)::int)),
                         m.own_capacity::int)
                   - peak_from(m.campus_id, m.staff_id, :on::date) - m.lent) as places
from mentor as m
join staff as t on t.campus_id = :campus and t.id = m.staff_id
where m.campus_id = :campus and t.staff_no is distinct from :leaving::text
  and m.staff_id in (select q.staff_id from qualified_profiles(:on::date) as q
                     where q.campus_id = :campus)
order by m.staff_id;
-- into: profiles
select p.staff_id, p."group", slots_normal(p.slots) as slots, p.traits
from qualified_profiles(:on::date) as q
join mentor_profile as p on p.campus_id = :campus and p.plan_year = current_plan()
                        and p.staff_id = q.staff_id and p."group" = q."group"
where q.campus_id = :campus;
-- into: subjects
select distinct q.staff_id, q.subject
from qualification as q
where q.campus_id = :campus and q.kind = 'subject_teaching' and q.subject is not null
  and q.subject <> '' and is_qualified(:campus, q.staff_id, 'academic', q.subject, :on::date);
-- into: choices
select c.student_id, c."group", c.staff_id, c.rank::int as rank
from (select c.student_id, c."group", c.staff_id, c.rank,
             row_number() over (partition by c.student_id, c."group" order by c.rank) as place
      from choice as c
      where c.campus_id = :campus and c.plan_year = current_plan()) as c
where c.place <= plan_value('choices_max', :on::date);
-- into: answers
select a.student_id, a."group", a.staff_id, a.rank, a.refused
from answer as a
where a.campus_id = :campus and a.plan_year = current_plan();
-- into: fits
select f.student_id, f.staff_id, f.personality_fit::int as personality_fit
from fit as f
where f.campus_id = :campus and f.plan_year = current_plan();
-- into: forbidden
select f.student_id, f.staff_id
from forbidden as f
where f.campus_id = :campus;
-- into: locks
select l.student_id, l."group", l.staff_id, s.student_no, t.staff_no
from match_lock as l
join student as s on s.campus_id = :campus and s.id = l.student_id
join staff as t on t.campus_id = :campus and t.id = l.staff_id
where l.campus_id = :campus and l.plan_year = current_plan();
