-- The caller's own account and hash, to check the password in force.
-- expect: one
select a.account, a.password_hash
from session as s
join account as a on a.campus_id = s.campus_id and a.id = s.account_id
where s.token_sha256 = decode(current_setting('jiedui.session', true), 'hex');
