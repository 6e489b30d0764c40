-- Writes down a consent; the same paper again changes nothing but the day the guardian was told.
-- expect: one
with found as (
    select s.id, s.student_no
    from student as s
    where s.campus_id = :campus and s.student_no = upper(:student::text)
      and case when :on::date > :today or :guardian_informed::date > :today
               then refuse('consent_not_in_future') else true end
), informed as (
    update consent as c
    set guardian_informed_on = coalesce(:guardian_informed::date, c.guardian_informed_on)
    from found as f
    where c.campus_id = :campus and c.student_id = f.id and c.act = 'grant'
      and c.purpose = coalesce(:purpose::consent_purpose, 'screening')
      and c.given_by = :by::consent_giver and c.dated_on = :on::date
      and c.text_version = :text_version::int and c.withdrawn_on is null
    returning c.id
), added as (
    insert into consent (campus_id, id, student_id, purpose, act, given_by, dated_on,
                         text_version, guardian_informed_on, recorded_at, recorded_by)
    select :campus, :new_id::uuid, f.id, coalesce(:purpose::consent_purpose, 'screening'), 'grant',
           :by::consent_giver, :on::date, :text_version::int, :guardian_informed::date,
           :now::timestamptz, :caller
    from found as f
    where not exists (select from informed)
    returning id
)
select f.student_no, coalesce(:purpose::consent_purpose, 'screening') as purpose, :on::date as "on"
from found as f
where exists (select from informed) or exists (select from added);
