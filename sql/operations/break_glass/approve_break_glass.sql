-- A second person agrees: half an hour, one student. Neither the asker's account nor another one of
-- the same member of staff.
-- expect: one
update break_glass as g
set approved_at = :now::timestamptz, approved_by = :caller,
    until = :now::timestamptz + interval '30 minutes'
where g.campus_id = :campus and g.id = :id::uuid
  and case
      when g.account_id = :caller or exists (
          select from account_role as r
          where r.campus_id = :campus and r.account_id = g.account_id
            and r.account_campus_id = :campus and r.staff_id = :caller_staff)
      then refuse('break_glass_second_person')
      when g.approved_at is not null then refuse('break_glass_approved')
      when g.requested_at + interval '1 day' < :now::timestamptz
      then refuse('break_glass_stale')
      else true end
returning g.id, g.until;
