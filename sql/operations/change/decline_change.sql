-- Declines a change, once.
-- expect: one
select from change_request as c
where c.campus_id = :campus and c.id = :id::uuid
for update;

-- expect: one
update change_request as c
set state = 'declined', decision = :reason::short_text, decided_at = :now::timestamptz,
    decided_by = :caller
where c.campus_id = :campus and c.id = :id
  and case when c.state <> 'open' then refuse('change_is_open') else true end
returning c.id;
