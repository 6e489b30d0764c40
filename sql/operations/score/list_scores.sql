-- Lists one student's marks, for whoever reaches the student; no rank, nobody else's.
-- into: rows
select o.subject, o.exam, o.taken_on, trim_scale(o.full_mark)::text as full_mark,
       trim_scale(o.mark)::text as mark
from score as o
join student as s on s.campus_id = o.campus_id and s.id = o.student_id
where o.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
order by o.taken_on desc, o.subject, o.exam;
