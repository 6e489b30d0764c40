-- Lists who came from another campus, with the agreements as they stood there.
-- into: rows
select t.id, s.student_no, s.name, campus_code_of(t.from_campus_id) as campus_code, t.moved_on
from transfer as t
join student as s on s.campus_id = t.campus_id and s.id = t.student_id
where t.campus_id = :campus
  and (:student::text is null or s.student_no = upper(:student::text))
order by t.moved_on desc, s.student_no;

-- into: rows.agreements by id
select a.transfer_id as id, a."group", a.mentor_name, a.goals, a.measures, a.signed_on
from transfer_agreement as a
join transfer as t on t.campus_id = a.campus_id and t.id = a.transfer_id
join student as s on s.campus_id = t.campus_id and s.id = t.student_id
where a.campus_id = :campus
  and (:student::text is null or s.student_no = upper(:student::text))
order by a.transfer_id, a."group";
