-- Carries a change out. The change is locked in a statement of its own, so that of two leads one
-- finds it decided.
-- expect: one
select from change_request as c
where c.campus_id = :campus and c.id = :id::uuid
for update;

-- expect: one
update change_request as c
set state = 'approved', decided_at = :now::timestamptz, decided_by = :caller
where c.campus_id = :campus and c.id = :id
  and case when c.state <> 'open' then refuse('change_is_open')
           when c.kind = 'agreement' and not exists (
               select from agreement_version as v
               where v.campus_id = :campus and v.pairing_id = c.pairing_id
                 and v.recorded_at > c.asked_at)
           then refuse('change_agreement_amended')
           else true end
returning c.id;

insert into forbidden (campus_id, student_id, staff_id, reason, forbidden_at, forbidden_by)
select :campus, p.student_id, p.staff_id, c.reason, :now::timestamptz, :caller
from change_request as c
join pairing as p on p.campus_id = c.campus_id and p.id = c.pairing_id
where c.campus_id = :campus and c.id = :id and :never_again::boolean
on conflict on constraint forbidden_pkey do nothing;

select r.id as pairing
from change_request as c
left join staff as w on w.campus_id = c.campus_id and w.id = c.wish_staff_id
cross join lateral reassign_pairing(c.pairing_id, :new_id::uuid,
    find_staff(coalesce(:mentor::text, w.staff_no::text, '')), coalesce(:on::date, :today),
    c.reason) as r (id)
where c.campus_id = :campus and c.id = :id and c.kind = 'mentor';

update need as n set closed_on = coalesce(:on::date, :today)
from change_request as c, pairing as p
where n.campus_id = :campus and c.campus_id = :campus and p.campus_id = :campus
  and c.id = :id and c.kind = 'exit' and p.id = c.pairing_id
  and n.student_id = p.student_id and n."group" = p."group" and n.plan_year = p.plan_year
  and n.opened_on <= coalesce(:on::date, :today) and n.closed_on is null;

select
from change_request as c
cross join lateral close_pairings(array[c.pairing_id], coalesce(:on::date, :today), c.reason) as o
where c.campus_id = :campus and c.id = :id and c.kind = 'exit';
