-- Campuses whose students' keys are all wrapped by the newest campus key: these get the next. One
-- that has keys left from a rotation cut short goes on with that.
-- into: rows
select k.campus_id as of_campus, k.version
from campus_key as k
join campus as c on c.id = k.campus_id
where (:campus_code::text is null or c.code = :campus_code)
  and k.version = (select max(o.version) from campus_key as o where o.campus_id = k.campus_id)
  and not exists (select from student_key as s
                  where s.campus_id = k.campus_id and s.campus_version < k.version
                    and s.destroyed_at is null)
order by k.campus_id;
