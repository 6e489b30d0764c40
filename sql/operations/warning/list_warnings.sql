-- Lists warning events of the own campus, the open and the red ones first.
-- into: rows
select w.id, s.student_no, w.level, w.opened_on, w.is_drill as drill, c.first_report_due_at,
       p.first_reported_at, c.action_due_at, p.acted_at, p.guardian_told_at, w.closed_on, w.ended,
       w.next_on,
       w.closed_on is null
           and (p.first_reported_at is null and c.first_report_due_at < :now::timestamptz
                or p.acted_at is null and coalesce(c.action_due_at < :now::timestamptz, false))
           as late
from warning_event as w
join student as s on s.campus_id = w.campus_id and s.id = w.student_id
cross join lateral (
    select w.noticed_at + make_interval(mins => plan_value('first_report_minutes', :today)::int)
               as first_report_due_at,
           case when w.level = 'red' then w.noticed_at
               + make_interval(hours => plan_value('red_action_hours', :today)::int) end
               as action_due_at
) as c
left join lateral (
    select min(t.done_at) filter (where t.act = 'first_report') as first_reported_at,
           min(t.done_at) filter (where t.act = 'action') as acted_at,
           min(t.done_at) filter (where t.act = 'guardian_told') as guardian_told_at
    from warning_step as t
    where t.campus_id = :campus and t.warning_id = w.id
) as p on true
where w.campus_id = :campus and (:open::boolean is not true or w.closed_on is null)
order by w.closed_on is not null, w.level, w.noticed_at
limit coalesce(:limit::list_limit, 1000);
