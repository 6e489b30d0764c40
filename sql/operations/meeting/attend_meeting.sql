-- Notes who was there; somebody noted before stays, and may become one who shared. A mentor notes
-- the own students, at meetings noted by this account.
-- expect: one
select from meeting as m
where m.campus_id = :campus and m.id = :id::uuid
  and (:caller_role = 'campus_lead' or m.recorded_by = :caller)
for update;

insert into meeting_attendance as a (campus_id, meeting_id, student_id, staff_id, shared)
select :campus, :id, s.id, null, coalesce(:shared::boolean, false)
from unnest(:student::text[]) as g (student_no)
left join student as s on s.campus_id = :campus and s.student_no = upper(g.student_no)
    and reaches(s.id)
where case when s.id is null then refuse('student_unknown', 'student_no', masked(g.student_no))
           else true end
on conflict on constraint meeting_attendance_once do update
set shared = a.shared or excluded.shared;

insert into meeting_attendance as a (campus_id, meeting_id, student_id, staff_id, shared)
select :campus, :id, null, staff_id_of(g.staff_no), coalesce(:shared::boolean, false)
from unnest(:staff::text[]) as g (staff_no)
on conflict on constraint meeting_attendance_once do update
set shared = a.shared or excluded.shared;

select count(a.student_id)::int as students, count(a.staff_id)::int as staff
from meeting_attendance as a
where a.campus_id = :campus and a.meeting_id = :id;
