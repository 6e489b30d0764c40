-- Says what mentor and class teacher are asked to do; an end takes it away.
-- expect: one
with found as (
    select s.id, s.student_no
    from student as s
    where s.campus_id = :campus and s.student_no = upper(:student::text)
), stored as (
    insert into support as o (campus_id, student_id, advice, set_at, set_by, ended_at)
    select :campus, f.id, btrim(:advice::long_text), :now::timestamptz, :caller,
           case when :end::boolean then :now::timestamptz end
    from found as f
    on conflict on constraint support_pkey do update
    set advice = excluded.advice, set_at = excluded.set_at, set_by = excluded.set_by,
        ended_at = excluded.ended_at
    returning o.student_id, o.set_at
)
select f.student_no, t.set_at
from stored as t
join found as f on f.id = t.student_id;
