-- A batch of students' keys wrapped by an older campus key, and how many there are.
with newest as (
    select distinct on (k.campus_id) k.*
    from campus_key as k join campus as c on c.id = k.campus_id
    where :campus_code::text is null or c.code = :campus_code
    order by k.campus_id, k.version desc
)
select count(*)::int as "left"
from student_key as s
join newest as n on n.campus_id = s.campus_id and s.campus_version < n.version
where s.destroyed_at is null;

-- into: rows
select s.campus_id as of_campus, s.id as key_id, s.campus_version as version, s.wrapped,
       o.wrapped as old_wrapped, o.master_version as old_master, n.version as next_version,
       n.wrapped as next_wrapped, n.master_version as next_master
from student_key as s
join lateral (select k.* from campus_key as k where k.campus_id = s.campus_id
              order by k.version desc limit 1) as n on n.version > s.campus_version
join campus_key as o on o.campus_id = s.campus_id and o.version = s.campus_version
join campus as c on c.id = s.campus_id
where s.destroyed_at is null and (:campus_code::text is null or c.code = :campus_code)
order by s.campus_id, s.id
limit 500;
