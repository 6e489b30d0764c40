-- Who has seen or changed a student's file. A student asks for the own one; a lead is not told
-- what happened in the psychological part.
-- into: rows
select a.id, a.at, a.account, a.role, a.method as operation, a.reason, a.outcome
from (select campus_id, id, at, account, role, method, subjects, reason, outcome, psychological
      from audit_log where campus_id = :campus
      union all
      select campus_id, id, at, account, role, method, subjects, reason, outcome, psychological
      from audit_queue where campus_id = :campus) as a
where (select subject_ids(array[:student::text])) && a.subjects
  and (:caller_role <> 'student'
       or :caller_student = any (subject_ids(array[:student::text])))
  and (:caller_role <> 'campus_lead' or not a.psychological)
  and (:after::uuid is null or a.id < :after::uuid)
order by a.id desc
limit coalesce(:limit::list_limit, 1000);
