-- A batch of campuses' keys wrapped by an older master key, and how many there are.
select count(*)::int as "left"
from campus_key as k join campus as c on c.id = k.campus_id
where k.master_version < :master_version::int
  and (:campus_code::text is null or c.code = :campus_code);

-- into: rows
select k.campus_id as of_campus, null::uuid as key_id, k.version, k.wrapped,
       null::bytea as old_wrapped, k.master_version as old_master, null::int as next_version,
       null::bytea as next_wrapped, :master_version::int as next_master
from campus_key as k join campus as c on c.id = k.campus_id
where k.master_version < :master_version::int
  and (:campus_code::text is null or c.code = :campus_code)
order by k.campus_id, k.version
limit 500;
