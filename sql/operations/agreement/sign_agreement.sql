-- Signs: the two who sign make it hold, from the later day of both. A later version is signed anew,
-- and the day from which the agreement holds stays.
select from agreement as g
where g.campus_id = :campus
  and (g.pairing_id = :pairing::uuid or :pairing::uuid is null and g.signed_on is null)
order by g.pairing_id
for no key update;

-- expect: one
with wanted as (
    select g.pairing_id, g.version,
           case when :caller_role <> 'campus_lead' then :caller_role
                else coalesce(:by::agreement_signer::text, 'both') end as signer
    from agreement as g
    join pairing as p on p.campus_id = g.campus_id and p.id = g.pairing_id
    where g.campus_id = :campus
      and (:caller_role = 'campus_lead'
           or :caller_role = 'mentor' and p.staff_id = :caller_staff
           or :caller_role = 'student' and p.student_id = :caller_student)
      and case when :pairing::uuid is not null then g.pairing_id = :pairing::uuid
               when :all::boolean is not true or :caller_role <> 'campus_lead'
               then refuse('agreement_which')
               else g.signed_on is null and g.ended_on is null and p.started_on <= :on::date
                    and (p.ended_on is null or p.ended_on > :on::date) end
      and case when :caller_role <> 'campus_lead' and :by::agreement_signer::text <> :caller_role
               then refuse('agreement_own_signature')
               when g.ended_on is not null then refuse('agreement_not_ended')
               when :on::date > :today or p.started_on > :on::date or p.ended_on <= :on::date
               then refuse('agreement_in_pairing')
               else true end
), signed as (
    update agreement as g
    set mentor_signed_on = case when w.signer in ('mentor', 'both') then :on::date
                                else g.mentor_signed_on end,
        mentor_version = case when w.signer in ('mentor', 'both') then w.version
                              else g.mentor_version end,
        student_signed_on = case when w.signer in ('student', 'both') then :on::date
                                 else g.student_signed_on end,
        student_version = case when w.signer in ('student', 'both') then w.version
                               else g.student_version end,
        guardian_signed_on = case when w.signer = 'guardian' then :on::date
                                  else g.guardian_signed_on end,
        guardian_version = case when w.signer = 'guardian' then w.version
                                else g.guardian_version end,
        signed_on = coalesce(g.signed_on,
            greatest(case when w.signer in ('mentor', 'both') then :on::date
                          else g.mentor_signed_on end,
                     case when w.signer in ('student', 'both') then :on::date
                          else g.student_signed_on end)
            + case when w.signer in ('mentor', 'both') or g.mentor_signed_on is not null
                   then 0 end
            + case when w.signer in ('student', 'both') or g.student_signed_on is not null
                   then 0 end)
    from wanted as w
    where g.campus_id = :campus and g.pairing_id = w.pairing_id
    returning g.signed_on
)
select count(*)::int as signed, count(s.signed_on)::int as complete
from signed as s
having count(*) > 0 or :all::boolean;
