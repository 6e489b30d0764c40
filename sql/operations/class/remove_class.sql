-- Takes a class or lessons; it acts on the teacher's next call.
-- expect: one
delete from teaching as t using staff as s
where t.campus_id = :campus and s.campus_id = t.campus_id and s.id = t.staff_id
  and s.staff_no = :staff::text and t.grade = :grade::grade and t.class_name = :class_name::text
  and t.subject is not distinct from :subject::subject
returning s.staff_no;
