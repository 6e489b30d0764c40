-- Stores a piece of a student the caller reaches. What a file is, its first bytes say.
-- expect: one
insert into artefact (campus_id, id, student_id, kind, subject, title, content, media_type, file,
                      made_on, recorded_at, recorded_by)
select :campus, :new_id::uuid, s.id, :kind::artefact_kind, :subject::subject, :title::short_text,
       :content::long_text, media_type_of(:file::bytea), :file::bytea, :on::date,
       :now::timestamptz, :caller
from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
  and case when :on::date > :today then refuse('day_not_in_future') else true end
returning id, media_type;
