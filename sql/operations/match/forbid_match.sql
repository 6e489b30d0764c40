-- Forbids a pair in every group and every later step. A pairing that exists stays until it is
-- ended; the reply says so.
-- expect: one
with made as (
    insert into forbidden (campus_id, student_id, staff_id, reason, forbidden_at, forbidden_by)
    values (:campus, student_id_of(:student::text), mentor_id_of(:mentor::text),
            btrim(:reason::text), :now::timestamptz, :caller)
    returning student_id, staff_id, reason
)
select s.student_no, t.staff_no, m.reason,
       (select count(*)::int from pairing as p
        where p.campus_id = :campus and p.student_id = m.student_id and p.staff_id = m.staff_id
          and p.started_on <= :today and (p.ended_on is null or p.ended_on > :today))
           as active_pairings
from made as m
join student as s on s.campus_id = :campus and s.id = m.student_id
join staff as t on t.campus_id = :campus and t.id = m.staff_id;
