-- Stores an account with its role. The function checks who may make which account: the district's
-- accounts for leads stand in another campus than the caller's.
select :account::account_name as account, :role::role_name as role,
       add_account(:account::account_name, :password_hash::text, :role::role_name, :in_campus::text,
                   :staff::text, :student::text, :must_change::boolean) as campus_code;
