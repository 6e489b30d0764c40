-- Lists teachers by class, the class teacher first.
-- into: rows
select k.row_key, t.grade, t.class_name, s.staff_no, s.name, t.subject
from teaching as t
join staff as s on s.campus_id = t.campus_id and s.id = t.staff_id
cross join lateral (
    select t.grade || '/' || t.class_name || '/' || coalesce(t.subject, '') || '/' || s.staff_no
               as row_key
) as k
where t.campus_id = :campus and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
