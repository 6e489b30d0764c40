-- Shows an agreement; a mentor and a student see the own ones.
-- expect: one
select g.pairing_id as pairing,
       (case when least(g.ended_on, p.ended_on) <= :today then 'ended'
             when g.signed_on is not null then 'signed' else 'draft' end)::agreement_state as state,
       g.version, s.student_no, s.name as student_name, t.staff_no, t.name as mentor_name,
       p."group", v.goals, v.measures, v.schedule, v.duties, v.meetings_per_week,
       v.feedback_per_month, v.tutoring_per_week, g.mentor_signed_on, g.student_signed_on,
       g.guardian_signed_on, g.signed_on, least(g.ended_on, p.ended_on) as ended_on,
       coalesce(g.end_reason, p.end_reason) as end_reason,
       coalesce(least(g.mentor_version, g.student_version)
                + case when g.mentor_version is null or g.student_version is null then null
                       else 0 end, 0) < g.version as to_be_signed
from agreement as g
join agreement_version as v on v.campus_id = g.campus_id and v.pairing_id = g.pairing_id
    and v.version = g.version
join pairing as p on p.campus_id = g.campus_id and p.id = g.pairing_id
join student as s on s.campus_id = p.campus_id and s.id = p.student_id
join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
where g.campus_id = :campus and g.pairing_id = :pairing::uuid
  and (:caller_role = 'campus_lead'
       or :caller_role = 'mentor' and p.staff_id = :caller_staff
       or :caller_role = 'student' and p.student_id = :caller_student);

-- into: rows
select v.version, d.part, d.before, d.after, v.reason, v.recorded_at
from agreement_version as v
join agreement_version as o on o.campus_id = v.campus_id and o.pairing_id = v.pairing_id
    and o.version = v.version - 1
cross join lateral (values ('goals', o.goals::text, v.goals::text, 1),
                           ('measures', o.measures, v.measures, 2),
                           ('schedule', o.schedule, v.schedule, 3),
                           ('duties', o.duties, v.duties, 4)) as d (part, before, after, place)
where v.campus_id = :campus and v.pairing_id = :pairing::uuid
  and d.before is distinct from d.after
order by v.version, d.place;
