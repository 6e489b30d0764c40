-- Shows a student's stages, for whoever reaches the student.
-- expect: one
select stage_on(coalesce(:as_of::date, :today)) as stage
from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id);

-- into: rows
select a.stage, a.artefact, a.needed, a.found, greatest(0, a.needed - a.found) as missing
from student as s
cross join lateral stage_artefacts(s.id, coalesce(:as_of::date, :today)) as a
where s.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id);
