-- Ends every consent of the purpose that stands; from now on nothing rests on it.
-- expect: one
with found as (
    select s.id, s.student_no
    from student as s
    where s.campus_id = :campus and s.student_no = upper(:student::text)
      and case when :on::date > :today then refuse('consent_not_in_future') else true end
), ended as (
    update consent as c
    set withdrawn_on = :on::date, withdrawn_at = :now::timestamptz, withdrawn_by = :caller
    from found as f
    where c.campus_id = :campus and c.student_id = f.id and c.act = 'grant'
      and c.purpose = coalesce(:purpose::consent_purpose, 'screening') and c.withdrawn_on is null
    returning c.student_id
)
select f.student_no, coalesce(:purpose::consent_purpose, 'screening') as purpose,
       :on::date as "on"
from found as f
where case when exists (select from ended) then true else refuse('consent_none_stands') end;
