-- Sets a tier; set again for the day, the last word holds.
-- expect: one
insert into care as c (campus_id, student_id, since, tier, ended, set_at, set_by)
select :campus, s.id, coalesce(:on::date, :today), :tier::care_tier, coalesce(:end::boolean, false),
       :now::timestamptz, :caller
from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text)
  and case when :on::date > :today then refuse('day_not_in_future') else true end
on conflict on constraint care_pkey do update
set tier = excluded.tier, ended = excluded.ended, set_at = excluded.set_at,
    set_by = excluded.set_by
returning c.since;
