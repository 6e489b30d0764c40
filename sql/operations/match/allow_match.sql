-- Takes a forbidden pair back, where it was entered by mistake or its cause is over.
-- expect: one
with gone as (
    delete from forbidden as f
    where f.campus_id = :campus and f.student_id = student_id_of(:student::text)
      and f.staff_id = mentor_id_of(:mentor::text)
    returning f.student_id, f.staff_id, f.reason
)
select s.student_no, t.staff_no, g.reason
from gone as g
join student as s on s.campus_id = :campus and s.id = g.student_id
join staff as t on t.campus_id = :campus and t.id = g.staff_id;
