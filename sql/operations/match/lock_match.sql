-- Keeps a pair for the runs to come: the mentor named, else the one the run gave. What a later run
-- could not keep is refused at once.
-- expect: one
insert into match_lock (campus_id, plan_year, student_id, "group", staff_id, reason, locked_at,
                        locked_by)
select :campus, r.plan_year, p.student_id, p."group", w.staff_id, btrim(:reason::text),
       :now::timestamptz, :caller
from match_run as r
left join match_pair as p on p.campus_id = :campus and p.run_id = r.id
                         and p.student_id = student_id_of(:student::text)
                         and p."group" = case when :group::need_group is null
                                                and refuse('run_group_given') then null
                                              else :group end
cross join lateral (
    select case when r.state <> 'draft' and refuse('run_is_draft', 'state', r.state::text) then null
                when p.need_id is null and refuse('run_request_unknown') then null
                when :mentor::text is not null then mentor_id_of(:mentor)
                when p.staff_id is null and refuse('lock_mentor_given') then null
                else p.staff_id end as staff_id) as w
cross join lateral (
    select placement_fault(p.student_id, w.staff_id, p."group", r.run_on) as fault) as f
where r.campus_id = :campus and r.id = match_run_id(:run::text)
  and case when f.fault is not null then refuse(f.fault, 'on', r.run_on::text) else true end
returning (select s.student_no from student as s
           where s.campus_id = :campus and s.id = match_lock.student_id) as student_no,
          "group",
          (select t.staff_no from staff as t
           where t.campus_id = :campus and t.id = match_lock.staff_id) as staff_no,
          reason;
