-- Lists the current plan's meetings with counts; names stay with whoever noted them.
-- into: rows
select m.id, m.kind, m.held_on, m.topic, m.place, a.students, a.staff, a.sharers
from meeting as m
cross join lateral (
    select count(t.student_id)::int as students, count(t.staff_id)::int as staff,
           count(t.student_id) filter (where t.shared)::int as sharers
    from meeting_attendance as t
    where t.campus_id = :campus and t.meeting_id = m.id) as a
where m.campus_id = :campus and m.plan_year = current_plan()
  and (:kind::meeting_kind is null or m.kind = :kind::meeting_kind)
order by m.held_on desc, m.id;
