-- Makes a draft's pairs into pairings from the run's day on, all or none, once; of a mentor who
-- leaves all pairings end before. The run's row is
-- locked first; what the draft was made from may have changed since and is looked at again here and
-- in open_pairings.
-- expect: one
select
from match_run as r
where r.campus_id = :campus and r.id = match_run_id(:run::text)
for update;
select
from match_run as r
join match_pair as p on p.campus_id = :campus and p.run_id = r.id and p.staff_id is not null
join need as n on n.campus_id = :campus and n.id = p.need_id
join student as s on s.campus_id = :campus and s.id = p.student_id
join staff as t on t.campus_id = :campus and t.id = p.staff_id
left join answer as a on a.campus_id = :campus and a.plan_year = r.plan_year
                     and a.staff_id = p.staff_id and a."group" = p."group"
                     and a.student_id = p.student_id
where r.campus_id = :campus and r.id = match_run_id(:run::text)
  and case
          when r.state <> 'draft' then refuse('run_is_draft', 'state', r.state::text)
          when n.opened_on > r.run_on or n.closed_on <= greatest(r.run_on, :today)
            or s.left_on <= greatest(r.run_on, :today)
              then refuse('run_need_open', 'student_no', masked(s.student_no), 'name', s.name,
                          'group', p."group"::text)
          when exists (select from pairing as x
                       where x.campus_id = :campus and x.student_id = p.student_id
                         and x."group" = p."group"
                         and x.staff_id is distinct from r.leaving_staff_id
                         and (x.ended_on is null or x.ended_on > greatest(r.run_on, x.started_on)))
              then refuse('run_need_unpaired', 'student_no', masked(s.student_no), 'name', s.name,
                          'group', p."group"::text)
          when a.refused and not p.overrules_refusal and p.step not in ('locked', 'hand')
              then refuse('run_pair_not_refused', 'student_no', masked(s.student_no), 'name',
                          s.name, 'group', p."group"::text, 'staff_no', t.staff_no)
      end;
-- expect: one
update match_run as r
set state = 'published', published_at = :now::timestamptz, published_by = :caller
where r.campus_id = :campus and r.id = match_run_id(:run::text)
  and case when r.state <> 'draft' then refuse('run_is_draft', 'state', r.state::text)
           else true end
returning r.id as run_id, r.number, r.run_on as started_on, r.waiting;
select end_all_pairings(null, r.leaving_staff_id, r.run_on, coalesce(r.leave_reason, '导师离任'))
           as ended_pairings
from match_run as r
where r.campus_id = :campus and r.id = match_run_id(:run::text) and r.leaving_staff_id is not null;
update staff as t set left_on = r.run_on
from match_run as r
where t.campus_id = :campus and r.campus_id = :campus and r.id = match_run_id(:run::text)
  and t.id = r.leaving_staff_id and not r.leaver_stays;
select count(o)::int as pairings
from (select array_agg(null::uuid) as ids, array_agg(p.student_id) as students,
             array_agg((select x.id from pairing as x
                        where x.campus_id = :campus and x.student_id = p.student_id
                          and x."group" = p."group" and x.staff_id = r.leaving_staff_id
                          and x.ended_on = r.run_on and x.started_on < r.run_on)) as replaced,
             array_agg(p.staff_id) as mentors, array_agg(p."group") as groups,
             array_agg(r.run_on) as days, r.id as run_id
      from match_run as r
      join (select * from match_pair as m
            where m.campus_id = :campus and m.run_id = match_run_id(:run::text)
              and m.staff_id is not null
            order by m.student_id, m."group") as p on true
      where r.campus_id = :campus and r.id = match_run_id(:run::text)
      group by r.id) as w
cross join lateral open_pairings(w.ids, w.students, w.mentors, w.groups, w.days, 'match', w.run_id,
                                 w.replaced) as o;
with gone as (
    delete from match_lock as l
    using match_run as r, match_pair as p
    where l.campus_id = :campus and r.campus_id = :campus and p.campus_id = :campus
      and r.id = match_run_id(:run::text) and p.run_id = r.id and p.staff_id is not null
      and l.plan_year = r.plan_year and l.student_id = p.student_id and l."group" = p."group"
    returning l.student_id
)
select count(*)::int as released_locks from gone;
