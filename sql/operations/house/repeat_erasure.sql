-- Erases anew what a restore brought back, with a row of the audit that has no caller.
select e.sealed_contents
from erase_student(:of_campus::int, :student_id::bigint, :id::uuid, :at::timestamptz,
                   :position::bigint, :hash::text, :now::timestamptz) as e;

insert into audit_queue (campus_id, id, at, method, subjects, reason, outcome, psychological)
values (:of_campus, :new_id::uuid, :now, 'ErasureService.EraseStudent', array[:student_id::bigint],
        'ledger', 'OK', false)
on conflict do nothing;
