-- Shows what a mentor has declared for the plan's year, and by what right; a mentor sees the own.
-- expect: one
select t.staff_no, t.name, t.duty, t.subject, t.phone, t.external_until, g.groups,
       m.own_capacity as capacity, m.capacity as "limit", m.loan_places
from mentor as m
join staff as t on t.campus_id = m.campus_id and t.id = m.staff_id
cross join lateral (
    select array_agg(p."group" order by p."group") as groups
    from mentor_profile as p
    where p.campus_id = m.campus_id and p.plan_year = current_plan() and p.staff_id = m.staff_id
) as g
where m.campus_id = :campus
  and (:caller_role = 'campus_lead' or m.staff_id = :caller_staff)
  and (t.staff_no = :mentor::text or :mentor is null and m.staff_id = :caller_staff);

-- into: profiles
select p."group", exists (select from qualified_profiles(:today) as q
                          where q.campus_id = p.campus_id and q.staff_id = p.staff_id
                            and q."group" = p."group") as qualified,
       p.bio, p.slots
from mentor_profile as p
join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
where p.campus_id = :campus and p.plan_year = current_plan()
  and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
  and (t.staff_no = :mentor::text or :mentor is null and p.staff_id = :caller_staff)
order by p."group";

-- into: qualifications
select q.kind, q.subject, q.valid_until, q.reference, q.verified_by
from qualification as q
join staff as t on t.campus_id = q.campus_id and t.id = q.staff_id
where q.campus_id = :campus
  and (:caller_role = 'campus_lead' or q.staff_id = :caller_staff)
  and (t.staff_no = :mentor::text or :mentor is null and q.staff_id = :caller_staff)
order by q.kind, q.subject;
