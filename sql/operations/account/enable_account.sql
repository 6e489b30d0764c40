-- Lets a disabled account log in again; one the caller may not manage answers as if there were
-- none.
-- expect: one
select d.account from enable_account(:account::text) as d (account) where d.account is not null;
