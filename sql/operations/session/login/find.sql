-- Finds an account by its name; no row for one that is unknown or disabled.
select a.campus_id, a.id as account_id, a.password_hash
from account_directory as d
join account as a on a.campus_id = d.campus_id and a.id = d.account_id
where d.account = :account::text and a.disabled_at is null;

-- Counted by name, known or not, so that the pause tells nobody which accounts there are.
select ceil(extract(epoch from t.blocked_until - :now::timestamptz) * 1000)::int as blocked_ms
from login_attempt as t
where t.account = left(:account::text, 100) and t.blocked_until > :now::timestamptz;
