-- Erases as the ledger's line says, which is on the disk by now; the reply is the receipt.
-- expect: one
select s.student_no, iso(:at::timestamptz) as erased_at, :position::bigint::int as number,
       :hash::text as hash, e.sealed_contents, e.records, e.supports,
       :today + :backup_days::int as last_backup_expires_on
from erase_student(:campus, :student_id::bigint, :id::uuid, :at::timestamptz, :position::bigint,
                   :hash::text, :now::timestamptz) as e
join student as s on s.campus_id = :campus and s.id = :student_id;
