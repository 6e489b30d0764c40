-- Lists contests of the students the caller reaches; one that is not on the year's list, or that
-- the student has been in before in the school year, is flagged.
-- into: rows
select c.id, s.student_no, s.name as student_name, c.contest, c.level, c.held_on, c.award,
       c.reference, c.team,
       encode(c.evidence_sha256, 'hex') as evidence_sha256,
       exists (select from listed_contest as l
               where l.school_year = school_year(c.held_on) and l.name = c.contest) as listed,
       exists (select from contest_entry as o
               where o.campus_id = :campus and o.student_id = c.student_id and o.id <> c.id
                 and o.contest = c.contest and school_year(o.held_on) = school_year(c.held_on)
                 and (o.held_on, o.id) < (c.held_on, c.id)) as repeated
from contest_entry as c
join student as s on s.campus_id = c.campus_id and s.id = c.student_id
where c.campus_id = :campus and (:student::text is null or s.student_no = upper(:student::text))
  and reaches(s.id)
order by c.held_on desc, s.student_no, c.contest
limit coalesce(:limit::list_limit, 1000);
