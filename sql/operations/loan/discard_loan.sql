-- Takes a loan run back: the parts that no campus has published are declined for them, and their
-- places given back.
-- expect: one
select
from loan_run as r
where r.id = loan_run_id(:run::text)
for update;
-- expect: one
select
from loan_run as r
where r.id = loan_run_id(:run::text)
  and case when r.state <> 'draft' then refuse('loan_is_draft', 'state', r.state::text)
           else true end;
select
from (select from loan_part as l
      where l.run_id = loan_run_id(:run::text)
      order by l.campus_id
      for update) as l;
with declined as (
    update loan_pair as p
    set state = 'declined'
    where p.run_id = loan_run_id(:run::text) and p.state = 'draft'
      and exists (select from loan_part as l
                  where l.campus_id = p.campus_id and l.run_id = p.run_id and l.state = 'draft')
    returning p.run_id, p.home_campus_id, p.home_staff_id
), back as (
    select d.run_id, d.home_campus_id, d.home_staff_id, count(*)::int as places
    from declined as d
    where d.home_staff_id is not null
    group by d.run_id, d.home_campus_id, d.home_staff_id
), offer as (
    update loan_offer as o
    set reserved = o.reserved - b.places
    from back as b
    where o.campus_id = b.home_campus_id and o.run_id = b.run_id and o.staff_id = b.home_staff_id
), given as (
    select coalesce(sum(b.places), 0)::int as places, array_agg(b.home_campus_id) as campuses,
           array_agg(b.home_staff_id) as mentors, array_agg(-b.places) as back
    from back as b
)
select g.places as given_back
from given as g
where g.campuses is null
   or lend_places(g.campuses, g.mentors, g.back,
                  (select r.run_on from loan_run as r where r.id = loan_run_id(:run))) is not null;
update loan_part as l
set state = 'declined', decided_at = :now::timestamptz, decided_by = :caller
where l.run_id = loan_run_id(:run::text) and l.state = 'draft';
-- expect: one
update loan_run as r
set state = case when exists (select from loan_part as l
                              where l.run_id = r.id and l.state = 'published')
                 then 'published'::run_state else 'discarded'::run_state end
where r.id = loan_run_id(:run::text)
returning r.id as run_id, r.state;
