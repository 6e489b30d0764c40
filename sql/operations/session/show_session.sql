-- Shows the account, the campus it acts in and its roles there.
-- expect: one
select a.account, nullif(c.code::text, '0000000000') as campus_code,
       case when c.id > 0 then c.name end as campus_name,
       (select array_agg(r.role order by r.role) from account_role as r
        where r.campus_id = :campus and r.account_id = a.id
          and (r.until is null or r.until >= :today)) as roles,
       s.expires_at
from session as s
join account as a on a.campus_id = s.campus_id and a.id = s.account_id
join campus as c on c.id = :campus
where s.token_sha256 = decode(current_setting('jiedui.session', true), 'hex');
