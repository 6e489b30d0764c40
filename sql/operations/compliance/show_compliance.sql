-- Shows one pairing's duties; all four of them, those that are not required with a zero.
-- expect: one
select p.id as pairing, coalesce(:until::date, :today) as until, g.signed_on
from pairing as p
left join agreement as g on g.campus_id = p.campus_id and g.pairing_id = p.id
where p.campus_id = :campus and p.id = :pairing::uuid
  and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff);

-- into: rows
select d.duty, coalesce(c.required, 0)::int as required, coalesce(c.met, 0)::int as met,
       percent(c.met, c.required) as percent, coalesce(c.overdue, 0)::int as overdue
from unnest(enum_range(null::duty)) as d (duty)
left join duty_compliance(coalesce(:until::date, :today), :pairing::uuid) as c on c.duty = d.duty
where exists (select from pairing as p
              where p.campus_id = :campus and p.id = :pairing::uuid
                and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff))
order by d.duty;
