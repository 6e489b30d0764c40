-- Stores a record of two who were paired in the group on its day, or of the mentor's deputy. A
-- mentor's own number may be left out; another mentor's, and a student never paired with the
-- caller, answer as if there were none.
-- expect: one
insert into record (campus_id, id, plan_year, staff_id, student_id, "group", kind, channel, held_at,
                    minutes, place, topic, content, measures, effect, recorded_at,
                    recorded_by)
select :campus, :new_id::uuid, current_plan(), t.id, s.id, :group::need_group, :kind::record_kind,
       :channel::record_channel, :held_at::timestamptz, :minutes::minutes, :place::short_text,
       :topic::short_text, :content::long_text, :measures::long_text, :effect::long_text,
       :now::timestamptz, :caller
from student as s
cross join staff as t
where s.campus_id = :campus and s.student_no = upper(:student::text)
  and t.campus_id = :campus
  and t.id = case when :mentor::text is null then :caller_staff
                  else (select u.id from staff as u
                        where u.campus_id = :campus and u.staff_no = :mentor::text) end
  and (:caller_role = 'campus_lead' or t.id = :caller_staff)
  and case when :held_at::timestamptz > :now::timestamptz then refuse('record_not_in_future')
           when serves(t.id, s.id, :group::need_group, local_date(:held_at)) then true
           when serves(t.id, s.id, :group, null)
           then refuse('record_in_days_served', 'on', local_date(:held_at)::text,
                       'days', days_served(t.id, s.id, :group))
           when :caller_role = 'campus_lead' or serves(t.id, s.id, null, null)
           then refuse('record_of_a_pairing', 'staff_no', t.staff_no::text,
                       'student_no', masked(s.student_no), 'group', :group::text)
           else false end
returning id;
