-- Sets a place of the campus's chain.
-- expect: one
insert into escalation_step as e (campus_id, place, who, minutes)
select :campus, :place::int, :who::short_text, :minutes::int
on conflict on constraint escalation_step_pkey do update
set who = excluded.who, minutes = excluded.minutes
returning e.place;
