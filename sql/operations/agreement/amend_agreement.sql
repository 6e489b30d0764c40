-- Adds a version. Two who change the same one do not write over each other: the second is refused.
select from agreement as g
where g.campus_id = :campus and g.pairing_id = :pairing::uuid
for no key update;

-- expect: one
with raised as (
    update agreement as g
    set version = g.version + 1
    from pairing as p
    where g.campus_id = :campus and g.pairing_id = :pairing::uuid
      and p.campus_id = g.campus_id and p.id = g.pairing_id
      and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
      and case when g.ended_on is not null then refuse('agreement_not_ended')
               when :of_version::int <> g.version then refuse('agreement_changed')
               else true end
    returning g.pairing_id, g.version
)
insert into agreement_version (campus_id, pairing_id, version, goals, measures, schedule, duties,
    meetings_per_week, feedback_per_month, tutoring_per_week, reason, recorded_at, recorded_by)
select :campus, r.pairing_id, r.version, coalesce(:goals::long_text, v.goals),
       coalesce(:measures::long_text, v.measures), coalesce(:schedule::long_text, v.schedule),
       coalesce(:duties::long_text, v.duties), v.meetings_per_week, v.feedback_per_month,
       v.tutoring_per_week, :reason::short_text, :now::timestamptz, :caller
from raised as r
join agreement_version as v on v.campus_id = :campus and v.pairing_id = r.pairing_id
    and v.version = r.version - 1
returning version;
