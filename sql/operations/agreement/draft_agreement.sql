-- Drafts agreements; the frequencies are the plan's, and the ones that compliance counts by.
-- expect: one
with wanted as (
    select p.id, p."group"
    from pairing as p
    where p.campus_id = :campus
      and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
      and case when :pairing::uuid is not null then p.id = :pairing::uuid
               when :all::boolean is not true then refuse('agreement_which')
               else p.started_on <= :today and (p.ended_on is null or p.ended_on > :today)
                    and not exists (select from agreement as g
                                    where g.campus_id = :campus and g.pairing_id = p.id) end
), made as (
    insert into agreement (campus_id, pairing_id, version, drafted_at, drafted_by)
    select :campus, w.id, 1, :now::timestamptz, :caller from wanted as w
    returning pairing_id
), written as (
    insert into agreement_version (campus_id, pairing_id, version, goals, measures, schedule,
        duties, meetings_per_week, feedback_per_month, tutoring_per_week, recorded_at, recorded_by)
    select :campus, w.id, 1, coalesce(:goals::long_text, t.goals),
           coalesce(:measures::long_text, t.measures), coalesce(:schedule::long_text, t.schedule),
           coalesce(:duties::long_text, t.duties), plan_value('meetings_per_week', :today)::int,
           plan_value('feedback_per_month', :today)::int,
           case when w."group" = 'academic' then plan_value('tutoring_per_week', :today)::int
                else 0 end,
           :now::timestamptz, :caller
    from made as m
    join wanted as w on w.id = m.pairing_id
    left join agreement_template as t
        on t.plan_year = current_plan() and t."group" = w."group"
    returning 1
)
select count(*)::int as drafted
from made as m
where exists (select from written)
having count(*) > 0 or :all::boolean;
