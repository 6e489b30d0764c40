-- A row only for a caller who may set this account's password: nobody else has one hashed.
-- expect: one
select true as allowed where may_reset(:account::text);
