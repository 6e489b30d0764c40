-- Writes down that consent was refused.
-- expect: one
with found as (
    select s.id, s.student_no
    from student as s
    where s.campus_id = :campus and s.student_no = upper(:student::text)
      and case when :on::date > :today then refuse('consent_not_in_future') else true end
), added as (
    insert into consent (campus_id, id, student_id, purpose, act, given_by, dated_on, recorded_at,
                         recorded_by)
    select :campus, :new_id::uuid, f.id, coalesce(:purpose::consent_purpose, 'screening'),
           'refuse', :by::consent_giver, :on::date, :now::timestamptz, :caller
    from found as f
    returning student_id, purpose, dated_on
)
select f.student_no, a.purpose, a.dated_on as "on"
from added as a
join found as f on f.id = a.student_id;
