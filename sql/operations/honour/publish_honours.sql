-- Publishes the honours of the current plan.
-- expect: one
select publish_honours(coalesce(:on::date, :today), plan_value('appeal_days', :today)::int)
           as appeal_until
where case when :on::date > :today then refuse('day_not_in_future') else true end;

select count(h.staff_id)::int as mentors, count(h.student_id)::int as students
from honour as h where h.campus_id = :campus and h.plan_year = current_plan();
