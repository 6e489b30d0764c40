-- Notes the look at a record's text as it stands.
-- expect: one
insert into watch_look (campus_id, record_id, version, outcome, looked_at, looked_by)
select :campus, r.id, r.version, :outcome::watch_outcome, :now::timestamptz, :caller
from record as r
where r.campus_id = :campus and r.id = :record::uuid
  and case when :of_version::int <> r.version then refuse('watch_version') else true end
returning record_id as record;
