-- Opens a warning event; its clocks run from when it was noticed.
-- expect: one
insert into warning_event (campus_id, id, student_id, level, opened_on, noticed_at, noticed_by,
                           is_drill, harm_by_others)
select :campus, :new_id::uuid, find_student(:student::text), :level::warning_level,
       local_date(coalesce(:noticed_at::timestamptz, :now::timestamptz)),
       coalesce(:noticed_at::timestamptz, :now::timestamptz), :caller,
       coalesce(:drill::boolean, false), coalesce(:harm_by_others::boolean, false)
where case when :noticed_at::timestamptz > :now::timestamptz then refuse('day_not_in_future')
           else true end
returning id,
    noticed_at + make_interval(mins => plan_value('first_report_minutes', :today)::int)
        as first_report_due_at,
    case when level = 'red'
         then noticed_at + make_interval(hours => plan_value('red_action_hours', :today)::int) end
        as action_due_at;
