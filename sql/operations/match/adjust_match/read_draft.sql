-- A draft as it stands and the edit that is asked for. A locked request keeps its mentor until the
-- lock is released; no edit gives a mentor who is forbidden or not qualified.
-- expect: one
select r.id as run_id, r.run_on as "on", r.cap, r.time_weight, r.personality_weight,
       (select md5(string_agg(concat_ws(':', p.need_id, p.staff_id, p.step), ','
                              order by p.need_id))
        from match_pair as p
        where p.campus_id = :campus and p.run_id = r.id) as fingerprint,
       e.need_id, e.staff_id as former_staff_id, w.staff_id,
       (select t.staff_no from staff as t
        where t.campus_id = :campus and t.id = r.leaving_staff_id) as leaving
from match_run as r
left join match_pair as e on e.campus_id = :campus and e.run_id = r.id
                         and e.student_id = student_id_of(:student::text)
                         and e."group" = case when :group::need_group is null
                                                and refuse('run_group_given') then null
                                              else :group end
cross join lateral (
    select case when :mentor::text is not null then mentor_id_of(:mentor) end as staff_id) as w
cross join lateral (
    select case when e.need_id is not null and w.staff_id is not null
                then placement_fault(e.student_id, w.staff_id, e."group", r.run_on)
           end as fault) as f
where r.campus_id = :campus and r.id = match_run_id(:run::text)
  and case
          when r.state <> 'draft' then refuse('run_is_draft', 'state', r.state::text)
          when e.need_id is null then refuse('run_request_unknown')
          when btrim(coalesce(:reason::text, '')) = '' then refuse('run_edit_reason_given')
          when e.step = 'locked' and exists (
              select from match_lock as l
              where l.campus_id = :campus and l.plan_year = r.plan_year
                and l.student_id = e.student_id and l."group" = e."group")
              then refuse('run_pair_locked')
          when f.fault is not null then refuse(f.fault, 'staff_no', :mentor, 'on', r.run_on::text)
          else true
      end;
-- into: requests
select n.campus_id, n.id as need_id, n.student_id, s.student_no, n."group", n.severity, n.subject,
       slots_normal(n.slots) as slots, n.traits
from match_pair as p
join need as n on n.campus_id = :campus and n.id = p.need_id
join student as s on s.campus_id = :campus and s.id = p.student_id
where p.campus_id = :campus and p.run_id = match_run_id(:run::text)
order by p.student_id, p."group";
-- into: placements
select p.need_id, p.staff_id, (p.step in ('hand', 'locked')) as by_hand
from match_pair as p
where p.campus_id = :campus and p.run_id = match_run_id(:run::text)
order by p.student_id, p."group";
-- into: locks
select p.student_id, p."group", p.staff_id, s.student_no, t.staff_no
from match_pair as p
join student as s on s.campus_id = :campus and s.id = p.student_id
join staff as t on t.campus_id = :campus and t.id = p.staff_id
where p.campus_id = :campus and p.run_id = match_run_id(:run::text) and p.step = 'locked'
  and (p.student_id, p."group")
      is distinct from (student_id_of(:student::text), :group::need_group);
