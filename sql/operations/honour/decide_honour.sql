-- Decides a nomination, once.
-- expect: one
select from honour_nomination as n where n.campus_id = :campus and n.id = :id::uuid for update;

-- expect: one
update honour_nomination as n
set state = :state::nomination_state, decided_at = :now::timestamptz, decided_by = :caller
where n.campus_id = :campus and n.id = :id
  and case when n.state <> 'open' then refuse('nomination_is_open') else true end
returning n.id;
