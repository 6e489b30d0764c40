-- Declines the own campus's part, or one mentor of it, and gives the places back to the lenders. A
-- part of which nothing is left is declined as a whole.
-- expect: one
select
from loan_run as r
where r.id = loan_run_id(:run::text)
  and case when not exists (select from loan_part as l
                            where l.campus_id = :campus and l.run_id = r.id)
           then refuse('loan_unknown', 'run', :run) else true end;
-- expect: one
select
from loan_part as l
where l.campus_id = :campus and l.run_id = loan_run_id(:run::text)
for update;
select
from loan_part as l
where l.campus_id = :campus and l.run_id = loan_run_id(:run::text)
  and case
          when l.state <> 'draft' then refuse('loan_part_is_draft', 'state', l.state::text)
          when num_nulls(:student::text, :group::need_group) = 1
              then refuse('loan_student_and_group')
          when :student is not null and not exists (
              select from loan_pair as p
              where p.campus_id = :campus and p.run_id = l.run_id and p.state = 'draft'
                and p.home_staff_id is not null and p.student_id = student_id_of(:student)
                and p."group" = :group)
              then refuse('loan_pair_unknown')
      end;
with declined as (
    update loan_pair as p
    set state = 'declined'
    where p.campus_id = :campus and p.run_id = loan_run_id(:run::text) and p.state = 'draft'
      and (:student::text is null
           or (p.student_id = student_id_of(:student) and p."group" = :group::need_group))
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
-- expect: one
update loan_part as l
set state = case when :student::text is null or r.remaining = 0 then 'declined'::loan_state
                 else l.state end,
    decided_at = case when :student is null or r.remaining = 0 then :now::timestamptz end,
    decided_by = case when :student is null or r.remaining = 0 then :caller end
from (select count(*)::int as remaining
      from loan_pair as p
      where p.campus_id = :campus and p.run_id = loan_run_id(:run::text) and p.state = 'draft'
        and p.home_staff_id is not null) as r
where l.campus_id = :campus and l.run_id = loan_run_id(:run::text)
returning l.run_id, l.state, r.remaining;
update loan_run as r
set state = case when exists (select from loan_part as l
                              where l.run_id = r.id and l.state = 'published')
                 then 'published'::run_state else 'discarded'::run_state end
where r.id = loan_run_id(:run::text) and r.state = 'draft'
  and not exists (select from loan_part as l
                  where l.run_id = r.id and l.state = 'draft' and l.placed > 0);
