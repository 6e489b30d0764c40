-- Shows the files of a student the caller reaches.
-- into: rows
select s.student_no, s.name as student_name, f.field, f.level, t.staff_no as coach_no, f.plan
from talent_file as f
join student as s on s.campus_id = f.campus_id and s.id = f.student_id
left join staff as t on t.campus_id = f.campus_id and t.id = f.coach_id
where f.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
order by f.field;

-- into: works
select a.id, a.made_on, a.title
from artefact as a
join student as s on s.campus_id = a.campus_id and s.id = a.student_id
where a.campus_id = :campus and s.student_no = upper(:student::text) and a.kind = 'work'
  and reaches(s.id)
order by a.made_on desc, a.id;

-- into: contests
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
where c.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
order by c.held_on desc, c.contest;
