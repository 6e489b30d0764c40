-- Sets the password anew and ends the account's sessions; nobody reads the hash back.
-- expect: one
select d.account, coalesce(:must_change::boolean, false) as must_change
from reset_account(:account::text, :password_hash::text, :must_change::boolean) as d (account)
where d.account is not null;
