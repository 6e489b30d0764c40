-- Accounts in use; each with the role that ties it to a person, where it has several.
-- into: rows
select a.account, a.role, a.staff_no, a.student_no, a.name
from accounts_to_export() as a
where :reason::text is not null
  and a.account collate "C" > coalesce(:after::text, '')
order by a.account collate "C"
limit coalesce(:limit::list_limit, 1000);
