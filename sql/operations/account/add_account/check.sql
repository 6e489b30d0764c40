-- Comes back only for a caller whose session and role are good: the identity before it refuses all
-- others, so that nobody else has a password hashed.
-- expect: one
select true as allowed;
