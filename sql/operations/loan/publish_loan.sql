-- Publishes the own campus's part, once: the lent mentors become guests with as many places as were
-- lent, and the pairs become pairings. The part's row is locked first; what may have changed since
-- the run is looked at again here and in open_pairings.
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
join loan_run as r on r.id = l.run_id
left join loan_pair as p on p.campus_id = :campus and p.run_id = l.run_id and p.state = 'draft'
                        and p.home_staff_id is not null
left join need as n on n.campus_id = :campus and n.id = p.need_id
left join student as s on s.campus_id = :campus and s.id = p.student_id
where l.campus_id = :campus and l.run_id = loan_run_id(:run::text)
  and case
          when l.state <> 'draft' then refuse('loan_part_is_draft', 'state', l.state::text)
          when n.closed_on <= greatest(r.run_on, :today) or s.left_on <= greatest(r.run_on, :today)
              then refuse('loan_need_open', 'student_no', masked(s.student_no), 'group',
                          p."group"::text)
          when exists (select from pairing as x
                       where x.campus_id = :campus and x.student_id = p.student_id
                         and x."group" = p."group"
                         and (x.ended_on is null or x.ended_on > greatest(r.run_on, x.started_on)))
              then refuse('loan_need_unpaired', 'student_no', masked(s.student_no), 'group',
                          p."group"::text)
      end;
with lent as (
    select p.home_campus_id, p.home_staff_id, count(*)::int as places, r.until
    from loan_pair as p
    join loan_run as r on r.id = p.run_id
    where p.campus_id = :campus and p.run_id = loan_run_id(:run::text) and p.state = 'draft'
      and p.home_staff_id is not null
    group by p.home_campus_id, p.home_staff_id, r.until
    order by p.home_campus_id, p.home_staff_id
), guest as materialized (
    select l.home_campus_id, l.home_staff_id,
           host_guest(l.home_campus_id, l.home_staff_id, l.places, l.until) as staff_id
    from lent as l
), hosted as (
    update loan_pair as p
    set guest_staff_id = g.staff_id, state = 'published'
    from guest as g
    where p.campus_id = :campus and p.run_id = loan_run_id(:run::text) and p.state = 'draft'
      and p.home_campus_id = g.home_campus_id and p.home_staff_id = g.home_staff_id
    returning p.guest_staff_id
)
select count(distinct h.guest_staff_id)::int as guests from hosted as h;
select count(o)::int as pairings
from (select array_agg(null::uuid) as ids, array_agg(p.student_id) as students,
             array_agg(p.guest_staff_id) as mentors, array_agg(p."group") as groups,
             array_agg(p.run_on) as days, p.run_id
      from (select m.student_id, m.guest_staff_id, m."group", m.run_id, r.run_on
            from loan_pair as m
            join loan_run as r on r.id = m.run_id
            where m.campus_id = :campus and m.run_id = loan_run_id(:run::text)
              and m.guest_staff_id is not null
            order by m.student_id, m."group") as p
      group by p.run_id) as w
cross join lateral open_pairings(w.ids, w.students, w.mentors, w.groups, w.days, 'loan', w.run_id)
    as o;
-- expect: one
update loan_part as l
set state = 'published', decided_at = :now::timestamptz, decided_by = :caller
from loan_run as r
where l.campus_id = :campus and l.run_id = loan_run_id(:run::text) and r.id = l.run_id
returning l.run_id, r.run_on as started_on, r.until;
update loan_run as r
set state = 'published'
where r.id = loan_run_id(:run::text) and r.state = 'draft'
  and not exists (select from loan_part as l
                  where l.run_id = r.id and l.state = 'draft' and l.placed > 0);
