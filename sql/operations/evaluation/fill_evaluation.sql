-- Fills in an evaluation of a pairing that is due in the round.
-- expect: one
insert into evaluation as e (campus_id, cutoff_on, pairing_id, marks, method_reached, emotion,
    communication, guidance, growth, outcome, note, filled_at, filled_by)
select :campus, r.cutoff_on, p.id, :marks::int, :method_reached::boolean, :emotion::trait_level,
       :communication::trait_level, :guidance::int, :growth::int, :outcome::evaluation_outcome,
       :note::short_text, :now::timestamptz, :caller
from pairing as p
left join lateral (
    select o.cutoff_on from evaluation_round as o
    where o.campus_id = :campus and (:on::date is null or o.cutoff_on = :on::date)
    order by o.cutoff_on desc limit 1
) as r on true
where p.campus_id = :campus and p.id = :pairing::uuid
  and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
  and case when r.cutoff_on is null then refuse('evaluation_round_known')
           when p.started_on > r.cutoff_on or p.ended_on <= r.cutoff_on
           then refuse('evaluation_is_due')
           else true end
on conflict on constraint evaluation_pkey do update
set marks = coalesce(excluded.marks, e.marks),
    method_reached = coalesce(excluded.method_reached, e.method_reached),
    emotion = coalesce(excluded.emotion, e.emotion),
    communication = coalesce(excluded.communication, e.communication),
    guidance = coalesce(excluded.guidance, e.guidance),
    growth = coalesce(excluded.growth, e.growth),
    outcome = coalesce(excluded.outcome, e.outcome), note = coalesce(excluded.note, e.note),
    filled_at = excluded.filled_at, filled_by = excluded.filled_by
returning e.cutoff_on;

-- What the outcome asks for waits for the lead, once, where it waits not yet.
insert into change_request (campus_id, id, pairing_id, kind, reason, asked_at, asked_by, asked_as)
select :campus, :new_id::uuid, p.id,
       (case :outcome::evaluation_outcome when 'adjust' then 'agreement'
        when 're_pair' then 'mentor' else 'exit' end)::change_kind,
       '评估结论', :now::timestamptz, :caller, :caller_role::role_name
from pairing as p
where p.campus_id = :campus and p.id = :pairing::uuid and p.ended_on is null
  and :outcome <> 'continue'
on conflict (campus_id, pairing_id, kind) where state = 'open' do nothing;
