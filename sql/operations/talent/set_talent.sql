-- Writes a file of a student the caller reaches; what is left out stays as it is.
-- expect: one
insert into talent_file as f (campus_id, student_id, field, level, coach_id, plan, set_at, set_by)
select :campus, s.id, :field::short_text, :level::short_text,
       case when :coach::text is not null then staff_id_of(:coach::text) end, :plan::long_text,
       :now::timestamptz, :caller
from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
on conflict on constraint talent_file_pkey do update
set level = coalesce(excluded.level, f.level), coach_id = coalesce(excluded.coach_id, f.coach_id),
    plan = coalesce(excluded.plan, f.plan), set_at = excluded.set_at, set_by = excluded.set_by
returning f.field;
