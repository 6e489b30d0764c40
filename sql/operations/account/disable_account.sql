-- Disables an account the caller may manage; another one answers as if it did not exist.
-- expect: one
select d.account, d.disabled_at from disable_account(:account::text) as d;
