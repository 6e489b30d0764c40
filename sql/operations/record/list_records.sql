-- Lists records, the latest first. A mentor sees the own ones.
-- into: rows
select r.id, r.held_at, t.staff_no, s.student_no, s.name as student_name, r."group", r.kind,
       r.channel, r.minutes, r.topic, r.version
from record as r
join student as s on s.campus_id = r.campus_id and s.id = r.student_id
join staff as t on t.campus_id = r.campus_id and t.id = r.staff_id
where r.campus_id = :campus and r.plan_year = current_plan()
  and (:caller_role = 'campus_lead' or r.staff_id = :caller_staff)
  and (:mine::boolean is not true or r.staff_id = :caller_staff)
  and (:mentor::text is null or t.staff_no = :mentor::text)
  and (:student::text is null or s.student_no = upper(:student::text))
  and (:group::need_group is null or r."group" = :group::need_group)
  and (:kind::record_kind is null or r.kind = :kind::record_kind)
  and (:as_of::date is null or local_date(r.held_at) <= :as_of::date)
  and (:after::uuid is null or (r.held_at, r.id) < (
      select a.held_at, a.id from record as a
      where a.campus_id = :campus and a.id = :after::uuid))
order by r.held_at desc, r.id desc
limit coalesce(:limit::list_limit, 1000);
