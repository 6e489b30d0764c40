-- Shows the current plan and the version in force on a day.
-- expect: one
select p.year, p.title, p.first_on, p.last_on, p.cutoff_on, v.version, v.valid_from
from plan as p
join plan_version as v on v.year = p.year
where p.is_current and v.version = plan_version_on(coalesce(:as_of::date, :today));

-- into: rows
select n.name, k.label as caption, trim_scale(n.value)::text as value, k.unit, k.meaning,
       trim_scale(k.lowest)::text as lowest, trim_scale(k.highest)::text as highest
from plan_number as n
join plan_number_kind as k on k.name = n.name
where n.year = current_plan() and n.version = plan_version_on(coalesce(:as_of::date, :today))
order by n.name;

-- into: anchors
select a.name from plan_anchor as a where a.plan_year = current_plan() order by a.place;

-- into: subjects
select m.subject as name from main_subject as m where m.plan_year = current_plan()
order by m.subject;

-- into: phases
select p.name, p.first_on, p.last_on, p.owner,
       (case when coalesce(:as_of::date, :today) > p.last_on then 'past'
             when coalesce(:as_of::date, :today) < p.first_on then 'coming'
             else 'running' end)::phase_state as state
from plan_phase as p where p.plan_year = current_plan() order by p.place;

-- into: meetings
select p.kind, p.planned_on, p.owner, h.held_on, h.students, h.staff
from plan_meeting as p
left join lateral (
    select m.held_on, count(a.student_id)::int as students, count(a.staff_id)::int as staff
    from meeting as m
    left join meeting_attendance as a on a.campus_id = :campus and a.meeting_id = m.id
    where m.campus_id = :campus and m.plan_year = p.plan_year and m.kind = p.kind
    group by m.id, m.held_on
    order by m.held_on limit 1) as h on true
where p.plan_year = current_plan()
order by p.planned_on, p.kind;

-- A group of fewer than five leaves no campus.
-- into: shares
select g."group",
       case when :campus > 0 or g.students = 0
              or g.students >= plan_value('suppression_below', :today) then g.students end
           as students,
       g.on_roll,
       case when :campus > 0 or g.students = 0
              or g.students >= plan_value('suppression_below', :today)
            then percent(g.students, g.on_roll) end as percent,
       trim_scale(plan_value(g."group" || '_share_percent', coalesce(:as_of::date, :today)))::text
           as plan_percent
from group_shares(coalesce(:as_of::date, :today)) as g
where :caller_role in ('campus_lead', 'district_administrator');
