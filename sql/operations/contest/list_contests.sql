-- Lists contests of the students the caller reaches.
-- into: rows
select c.id, s.student_no, c.contest, c.level, c.held_on, c.award, c.reference
from contest_entry as c
join student as s on s.campus_id = c.campus_id and s.id = c.student_id
where c.campus_id = :campus and (:student::text is null or s.student_no = upper(:student::text))
  and reaches(s.id)
order by c.held_on desc, s.student_no, c.contest
limit coalesce(:limit::list_limit, 1000);
