-- Puts a draft aside; it stays readable, but cannot be edited or published any more.
-- expect: one
update match_run as r
set state = 'discarded'
where r.campus_id = :campus and r.id = match_run_id(:run::text)
  and case when r.state <> 'draft' then refuse('run_is_draft', 'state', r.state::text)
           else true end
returning r.id as run_id, r.number, r.state;
