-- Lists the tests' knowledge points of a student the caller reaches.
-- into: rows
select d.subject, d.dimension, d.point, d.taken_on, trim_scale(d.mark)::text as mark,
       trim_scale(d.full_mark)::text as full_mark,
       round(d.mark * 100 / d.full_mark, 2)::text as percent
from diagnosis as d
join student as s on s.campus_id = d.campus_id and s.id = d.student_id
where d.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
  and (:subject::text is null or d.subject = :subject::text)
order by d.taken_on desc, d.subject, d.dimension, d.point;
