-- Shows a warning event of the own campus with its steps in their order.
-- expect: one
select w.id, s.student_no, s.name as student_name, s.grade, s.class_name, w.level, w.opened_on,
       w.noticed_at, a.account as noticed_by, w.is_drill as drill, w.harm_by_others,
       w.noticed_at + make_interval(mins => plan_value('first_report_minutes', :today)::int)
           as first_report_due_at,
       case when w.level = 'red' then w.noticed_at
           + make_interval(hours => plan_value('red_action_hours', :today)::int) end
           as action_due_at,
       w.closed_on, w.ended, w.next_on
from warning_event as w
join student as s on s.campus_id = w.campus_id and s.id = w.student_id
left join account as a on a.campus_id = w.campus_id and a.id = w.noticed_by
where w.campus_id = :campus and w.id = :id::uuid;

-- into: rows
select t.act, t.done_at, a.account as done_by
from warning_step as t
left join account as a on a.campus_id = t.campus_id and a.id = t.done_by
where t.campus_id = :campus and t.warning_id = :id::uuid
order by t.done_at, t.act;
