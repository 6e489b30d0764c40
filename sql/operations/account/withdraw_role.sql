-- Takes a role from an account the caller may manage.
-- expect: one
select d.account, d.role from withdraw_role(:account::text, :role::role_name) as d;
