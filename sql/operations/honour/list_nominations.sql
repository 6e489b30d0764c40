-- Lists nominations: all to the lead, the own ones to everybody else.
-- into: rows
select n.id, s.student_no, s.name as student_name, n.reason, n.state
from honour_nomination as n
join student as s on s.campus_id = n.campus_id and s.id = n.student_id
where n.campus_id = :campus and n.plan_year = current_plan()
  and (:caller_role = 'campus_lead' or n.nominated_by = :caller)
order by s.student_no;
