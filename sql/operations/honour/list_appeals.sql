-- Lists appeals: all to the lead, the own one to a mentor.
-- into: rows
select a.id, t.staff_no, t.name as mentor_name, a.reason, a.state, a.filed_at, a.decision
from honour_appeal as a
join staff as t on t.campus_id = a.campus_id and t.id = a.staff_id
where a.campus_id = :campus and a.plan_year = current_plan()
  and (:caller_role = 'campus_lead' or a.staff_id = :caller_staff)
order by a.filed_at, a.id;
