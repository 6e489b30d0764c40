-- The student of the caller's campus by the keys that the ledger keeps; of the roll before too.
-- expect: one
select s.id as student_id, s.campus_id as campus
from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text);
