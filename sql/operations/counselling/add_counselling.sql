-- Stores a session of a student who consented to counselling by the day it was held.
-- expect: one
insert into counselling (campus_id, id, student_id, held_at, form, minutes, note, next_on,
                         recorded_at, recorded_by)
select :campus, :new_id::uuid, s.id, :held_at::timestamptz,
       coalesce(:form::counselling_form, 'individual'), :minutes::minutes, :note::bytea,
       :next_on::date, :now::timestamptz, :caller
from student as s
cross join lateral (
    select consent_fault(:campus, s.id, 'counselling', local_date(:held_at::timestamptz)) as fault
) as f
where s.campus_id = :campus and s.student_no = upper(:student::text)
  and case when :held_at::timestamptz > :now::timestamptz then refuse('record_not_in_future')
           when f.fault is not null then refuse(f.fault, 'student_no', masked(s.student_no))
           else true end
returning id;
