-- Ends an agreement once.
-- expect: one
update agreement as g
set ended_on = :on::date, end_reason = :reason::short_text
where g.campus_id = :campus and g.pairing_id = :pairing::uuid
  and case when g.ended_on is not null then refuse('agreement_not_ended') else true end
returning g.ended_on;
