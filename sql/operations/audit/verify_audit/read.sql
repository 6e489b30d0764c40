-- A page of the chain, each field as the hash covers it; then the head, which is never older.
-- into: rows
select l.campus_id::text, l.position, l.id::text, audit_instant(l.at) as at,
       l.account_id::text, l.account, l.role, l.roles, l.device_id::text, l.method,
       array_to_string(l.subjects, ',') as subjects, l.subject, l.reason, l.outcome,
       l.rows::text as row_count, l.request_id::text,
       case when l.psychological then 'yes' else 'no' end as psychological,
       audit_instant(l.sealed_at) as sealed_at, l.hash
from audit_log as l
where l.campus_id = case when :campus = 0 and :school::text is not null
                         then (select c.id from campus as c where c.code = :school::text)
                         else :campus end
  and l.position > :after::bigint
order by l.position limit 2000;

select h.position as head_position, h.hash as head_hash
from audit_head as h
where h.campus_id = case when :campus = 0 and :school::text is not null
                         then (select c.id from campus as c where c.code = :school::text)
                         else :campus end;
