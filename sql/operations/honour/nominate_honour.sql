-- Nominates a student whom the caller reaches.
-- expect: one
insert into honour_nomination (campus_id, id, plan_year, student_id, reason, nominated_at,
                               nominated_by)
select :campus, :new_id::uuid, current_plan(), s.id, :reason::short_text, :now::timestamptz, :caller
from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
returning id;
