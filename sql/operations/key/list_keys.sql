-- Lists the campuses' keys; a district's few dozen.
-- into: rows
select c.code || '/' || k.version as row_key, c.code as campus_code, k.version, k.master_version,
       (select count(*) from student_key as s
        where s.campus_id = k.campus_id and s.campus_version = k.version
          and s.destroyed_at is null)::int as students, k.created_at
from campus_key as k
join campus as c on c.id = k.campus_id
where (c.code || '/' || k.version) collate "C" > coalesce(:after::text, '')
order by (c.code || '/' || k.version) collate "C"
limit coalesce(:limit::list_limit, 1000);
