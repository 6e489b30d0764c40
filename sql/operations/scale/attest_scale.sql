-- Writes down who vouches for the right to use a scale.
-- expect: one
update scale as q
set attested_by = :by::text, attested_at = :now::timestamptz
where q.name = :scale::text
returning q.name as scale, q.attested_by, q.attested_at;
