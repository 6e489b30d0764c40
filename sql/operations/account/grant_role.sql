-- Gives a role; the function checks who gives which, and keeps lead and psychology teacher apart.
-- expect: one
select d.account, d.role, d.until
from grant_role(:account::text, :role::role_name, :staff::text, :student::text) as d;
