-- Stores one sheet, sealed. A sheet of the same scale and day is replaced.
-- expect: one
with stored as (
    insert into screening as o (campus_id, id, student_id, scale, taken_on, content, entered_at,
                                entered_by)
    values (:campus, :id::uuid, :student_id::bigint, :scale::text, :taken_on::date,
            :content::bytea, :now::timestamptz, :caller)
    on conflict on constraint screening_once do update
    set content = excluded.content, entered_at = excluded.entered_at,
        entered_by = excluded.entered_by
    returning o.student_id, o.scale, o.taken_on
)
select s.student_no, t.scale, t.taken_on
from stored as t
join student as s on s.campus_id = :campus and s.id = t.student_id;
