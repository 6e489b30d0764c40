-- Records of the plan with their moment in the district's time; a mentor's are the own ones.
-- into: rows
select t.staff_no, s.student_no, r."group", r.kind, r.channel,
       r.held_at::timestamp::text as held_at, r.minutes, r.topic, r.content, r.measures, r.effect,
       r.place
from record as r
join staff as t on t.campus_id = r.campus_id and t.id = r.staff_id
join student as s on s.campus_id = r.campus_id and s.id = r.student_id
cross join lateral (
    select concat_ws(chr(31), t.staff_no, s.student_no, r."group", r.kind,
                     r.held_at::timestamp) as row_key
) as k
where r.campus_id = :campus
  and r.plan_year = current_plan()
  and (:caller_role = 'campus_lead' or r.staff_id = :caller_staff)
  and (:group::need_group is null or r."group" = :group::need_group)
  and (:from::date is null or local_date(r.held_at) >= :from::date)
  and (:until::date is null or local_date(r.held_at) <= :until::date)
  and :reason::text is not null
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
