-- Notes a step; the first of its kind decides whether the limit was kept.
-- expect: one
with step as (
    insert into warning_step (campus_id, id, warning_id, act, done_at, done_by)
    select :campus, :new_id::uuid, w.id, :act::warning_act,
           coalesce(:done_at::timestamptz, :now::timestamptz), :caller
    from warning_event as w
    where w.campus_id = :campus and w.id = :id::uuid
      and case when w.closed_on is not null then refuse('warning_closed')
               when :done_at::timestamptz > :now::timestamptz then refuse('day_not_in_future')
               else true end
    returning warning_id, act, done_at
)
select p.warning_id as id,
       case p.act
           when 'first_report' then p.done_at <= w.noticed_at
               + make_interval(mins => plan_value('first_report_minutes', :today)::int)
           when 'action' then case when w.level = 'red' then p.done_at <= w.noticed_at
               + make_interval(hours => plan_value('red_action_hours', :today)::int) end
       end as in_time
from step as p
join warning_event as w on w.campus_id = :campus and w.id = p.warning_id;
