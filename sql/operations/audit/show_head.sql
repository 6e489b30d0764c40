-- The last position and its hash, for a witness outside.
-- expect: one
select h.position, encode(h.hash, 'hex') as hash, h.sealed_at
from audit_head as h
where h.campus_id = case when :campus = 0 and :school::text is not null
                         then (select c.id from campus as c where c.code = :school::text)
                         else :campus end;
