-- Lists the steps of a student the caller reaches.
-- into: rows
select t.record_id as record, r.held_at, t.step, t.subject, t.point, t.exercises, t.correct,
       t.known, t.questions, t.extensions
from tutoring as t
join record as r on r.campus_id = t.campus_id and r.id = t.record_id
join student as s on s.campus_id = r.campus_id and s.id = r.student_id
where t.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
order by r.held_at desc, t.step;
