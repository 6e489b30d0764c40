-- Lists the audit, the latest first: what is sealed and what still waits. Never any content.
-- into: rows
select a.id, a.position, a.at, a.account, a.role, a.roles, a.device_id, a.method as operation,
       case when cardinality(a.subjects) = 1 then subject_no(a.campus_id, a.subjects[1]) end
           as subject_no,
       cardinality(a.subjects) as students, a.subject as thing, a.reason, a.outcome,
       a.rows as row_count, a.request_id as call_id
from (select campus_id, position, id, at, account, role, roles, device_id, method, subjects,
             subject, reason, outcome, rows, request_id
      from audit_log
      union all
      select campus_id, null, id, at, account, role, roles, device_id, method, subjects,
             subject, reason, outcome, rows, request_id
      from audit_queue) as a
where a.campus_id = case when :campus = 0 and :school::text is not null
                         then (select c.id from campus as c where c.code = :school::text)
                         else :campus end
  and (:from::timestamptz is null or a.at >= :from::timestamptz)
  and (:to::timestamptz is null or a.at < :to::timestamptz)
  and (:account::text is null or a.account = :account::text)
  and (:operation::text is null or a.method = :operation::text)
  and (:student::text is null or a.subjects && subject_ids(array[:student::text]))
  and (:after::uuid is null or a.id < :after::uuid)
order by a.id desc
limit coalesce(:limit::list_limit, 1000);
