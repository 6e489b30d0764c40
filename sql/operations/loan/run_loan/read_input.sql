-- What the engine works on in a loan: waiting needs of all campuses and the places offered. A need
-- with a mentor in an undecided draft of another loan is left out: its place is reserved already.
-- expect: one
select plan_value('time_weight', s.on_day)::int as time_weight,
       plan_value('personality_weight', s.on_day)::int as personality_weight,
       plan_value('cap', s.on_day)::int as cap,
       coalesce(s.until, (select p.last_on from plan as p where p.is_current)) as until
from (select :on::date as on_day, :until::date as until) as s
where case when s.on_day is null then refuse('run_day_given') else true end
  and case when current_plan() is null then refuse('run_plan_current') else true end;
-- into: requests
select n.campus_id, n.id as need_id, n.student_id, s.student_no, n."group", n.severity, n.subject,
       slots_normal(n.slots) as slots, n.traits
from need as n
join student as s on s.campus_id = n.campus_id and s.id = n.student_id
where n.plan_year = current_plan() and n.opened_on <= :on::date
  and (n.closed_on is null or n.closed_on > :on::date)
  and s.enrolled_on <= :on::date and (s.left_on is null or s.left_on > :on::date)
  and not exists (
      select from pairing as p
      where p.campus_id = n.campus_id and p.student_id = n.student_id and p."group" = n."group"
        and (p.ended_on is null or p.ended_on > greatest(:on::date, p.started_on)))
  and not exists (
      select from loan_pair as l
      where l.campus_id = n.campus_id and l.need_id = n.id and l.state = 'draft'
        and l.home_staff_id is not null)
order by n.student_id, n."group";
-- into: mentors
select m.campus_id, m.staff_id, campus_code_of(m.campus_id) || '/' || t.staff_no as staff_no,
       greatest(0, least(m.loan_places - m.lent,
                         least(m.capacity, plan_value('cap', :on::date)::int)
                         - peak_from(m.campus_id, m.staff_id, :on::date) - m.lent)) as places
from mentor as m
join staff as t on t.campus_id = m.campus_id and t.id = m.staff_id and t.home_campus_id is null
where m.loan_places > 0
  and (m.campus_id, m.staff_id) in (
      select q.campus_id, q.staff_id from qualified_profiles(:on::date) as q)
order by m.staff_id;
-- into: profiles
select p.staff_id, p."group", slots_normal(p.slots) as slots, p.traits
from qualified_profiles(:on::date) as q
join mentor_profile as p on p.campus_id = q.campus_id and p.plan_year = current_plan()
                        and p.staff_id = q.staff_id and p."group" = q."group"
join mentor as m on m.campus_id = q.campus_id and m.staff_id = q.staff_id and m.loan_places > 0;
-- into: subjects
select distinct q.staff_id, q.subject
from qualification as q
join mentor as m on m.campus_id = q.campus_id and m.staff_id = q.staff_id and m.loan_places > 0
where q.kind = 'subject_teaching' and q.subject is not null and q.subject <> ''
  and is_qualified(q.campus_id, q.staff_id, 'academic', q.subject, :on::date);
-- into: answers
select a.student_id, a."group", g.home_staff_id as staff_id, a.rank, a.refused
from answer as a
join staff as g on g.campus_id = a.campus_id and g.id = a.staff_id and g.home_staff_id is not null
where a.plan_year = current_plan();
-- into: fits
select f.student_id, g.home_staff_id as staff_id, f.personality_fit::int as personality_fit
from fit as f
join staff as g on g.campus_id = f.campus_id and g.id = f.staff_id and g.home_staff_id is not null
where f.plan_year = current_plan();
-- into: forbidden
select f.student_id, g.home_staff_id as staff_id
from forbidden as f
join staff as g on g.campus_id = f.campus_id and g.id = f.staff_id and g.home_staff_id is not null;
