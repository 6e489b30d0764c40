-- The pairs that the next run keeps.
-- into: rows
select s.student_no || '/' || l."group" as row_key, s.student_no, s.name, l."group", t.staff_no,
       t.name as mentor_name, l.reason, iso(l.locked_at) as locked_at
from match_lock as l
join student as s on s.campus_id = :campus and s.id = l.student_id
join staff as t on t.campus_id = :campus and t.id = l.staff_id
where l.campus_id = :campus and l.plan_year = current_plan()
  and (:after::text is null
       or s.student_no > split_part(upper(:after), '/', 1)
       or (s.student_no = split_part(upper(:after), '/', 1) and :after like '%/%'
           and array_position(enum_range(null::need_group)::text[], l."group"::text)
               > coalesce(array_position(enum_range(null::need_group)::text[],
                                         split_part(:after, '/', 2)), 0)))
order by s.student_no, l."group"
limit coalesce(:limit::list_limit, 1000);
