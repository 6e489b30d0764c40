-- Lists the pieces of a student the caller reaches, without the files.
-- into: rows
select a.id, a.made_on, a.kind, a.subject, a.title, a.media_type, length(a.file) as bytes
from artefact as a
join student as s on s.campus_id = a.campus_id and s.id = a.student_id
where a.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
  and (:kind::artefact_kind is null or a.kind = :kind::artefact_kind)
order by a.made_on desc, a.id;
