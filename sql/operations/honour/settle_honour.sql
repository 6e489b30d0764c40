-- Decides an appeal, once; upheld, the mentor stands among the honoured.
-- expect: one
select from honour_appeal as a where a.campus_id = :campus and a.id = :id::uuid for update;

-- expect: one
update honour_appeal as a
set state = :state::appeal_state, decision = :reason::short_text, decided_at = :now::timestamptz,
    decided_by = :caller
where a.campus_id = :campus and a.id = :id
  and case when a.state <> 'open' then refuse('appeal_is_open') else true end
returning a.id;

insert into honour (campus_id, plan_year, kind, staff_id)
select a.campus_id, a.plan_year, 'mentor', a.staff_id
from honour_appeal as a
where a.campus_id = :campus and a.id = :id and a.state = 'upheld'
on conflict on constraint honour_once do nothing;
