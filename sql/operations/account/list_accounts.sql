-- Lists the accounts the caller may manage.
-- into: rows
select m.account, m.roles, nullif(campus_code_of(m.campus_id)::text, '0000000000') as campus_code,
       m.staff_no, m.student_no, m.created_at, m.disabled_at
from manageable_accounts() as m
where m.account collate "C" > coalesce(:after::text, '')
order by m.account collate "C"
limit coalesce(:limit::list_limit, 1000);
