-- Shows a piece with its file.
-- expect: one
select a.id, s.student_no, a.made_on, a.kind, a.subject, a.title, a.content, a.media_type, a.file
from artefact as a
join student as s on s.campus_id = a.campus_id and s.id = a.student_id
where a.campus_id = :campus and a.id = :id::uuid and reaches(s.id);
