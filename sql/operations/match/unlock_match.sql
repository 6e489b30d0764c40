-- Releases a lock; later runs are free to place the student elsewhere.
-- expect: one
with gone as (
    delete from match_lock as l
    where l.campus_id = :campus and l.plan_year = current_plan()
      and l.student_id = student_id_of(:student::text)
      and l."group" = case when :group::need_group is null and refuse('run_group_given') then null
                           else :group end
    returning l.student_id, l."group", l.staff_id
)
select s.student_no, g."group", t.staff_no
from gone as g
join student as s on s.campus_id = :campus and s.id = g.student_id
join staff as t on t.campus_id = :campus and t.id = g.staff_id
union all
select null, null, null
where not exists (select from gone) and refuse('lock_unknown');
