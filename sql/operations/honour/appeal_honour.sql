-- Files the caller's own appeal while the days for it last.
-- expect: one
insert into honour_appeal (campus_id, id, plan_year, staff_id, reason, filed_at)
select :campus, :new_id::uuid, current_plan(), m.staff_id, :reason::short_text, :now::timestamptz
from mentor as m
left join honour_round as r on r.campus_id = :campus and r.plan_year = current_plan()
where m.campus_id = :campus and m.staff_id = :caller_staff
  and case when r.published_on is null then refuse('honours_published')
           when :today > r.appeal_until then refuse('honours_open')
           else true end
returning id;
