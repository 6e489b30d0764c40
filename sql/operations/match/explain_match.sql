-- Why a request of a run was given this mentor: the choice, the fit and its parts, the step, and
-- what it would have had instead; beside it the student's choices and what became of each.
-- expect: one
select r.id as run_id, r.run_on, r.state, s.student_no, s.name, p."group",
       case when p."group" <> 'psychological' then n.severity end as severity,
       case when p."group" <> 'psychological' then n.subject end as subject,
       t.staff_no, t.name as mentor_name, p.step, p.choice_rank,
       case when a.refused then 'refused' else a.rank::text end as mentor_answer, p.fit,
       p.time_numerator as common_slots, p.time_denominator as student_slots,
       percent(p.time_numerator, p.time_denominator) as time_percent, r.time_weight,
       p.personality_part, (p.personality_part is not null and f.student_id is not null)
           as personality_entered, r.personality_weight,
       t2.staff_no as step2_staff_no, t2.name as step2_mentor_name,
       ti.staff_no as instead_staff_no, ti.name as instead_mentor_name,
       case when p.staff_id is null then waiting_word(p.reason) end as reason, p.edit_reason,
       iso(p.edited_at) as edited_at, p.overrules_refusal
from match_run as r
left join match_pair as p on p.campus_id = :campus and p.run_id = r.id
                         and p.student_id = student_id_of(:student::text)
                         and p."group" = case when :group::need_group is null
                                                and refuse('run_group_given') then null
                                              else :group end
left join need as n on n.campus_id = :campus and n.id = p.need_id
left join student as s on s.campus_id = :campus and s.id = p.student_id
left join staff as t on t.campus_id = :campus and t.id = p.staff_id
left join staff as t2 on t2.campus_id = :campus and t2.id = p.step2_staff_id
left join staff as ti on ti.campus_id = :campus and ti.id = p.instead_staff_id
left join answer as a on a.campus_id = :campus and a.plan_year = r.plan_year
                     and a.staff_id = p.staff_id and a."group" = p."group"
                     and a.student_id = p.student_id
left join fit as f on f.campus_id = :campus and f.plan_year = r.plan_year
                  and f.student_id = p.student_id and f.staff_id = p.staff_id
where r.campus_id = :campus and r.id = match_run_id(:run::text)
  and case when p.need_id is null then refuse('run_request_unknown') else true end;
-- into: rows
select c.rank::int as choice_rank, t.staff_no, t.name as mentor_name,
       case when a.refused then 'refused' else a.rank::text end as mentor_answer,
       case when p.staff_id = c.staff_id then 'given'
            when exists (select from forbidden as x
                         where x.campus_id = :campus and x.student_id = c.student_id
                           and x.staff_id = c.staff_id) then 'forbidden'
            when a.refused then 'refused'
            when not is_qualified(:campus, c.staff_id, c."group", n.subject, r.run_on)
              or service_fault(:campus, c.staff_id, r.run_on) is not null
              or not exists (select from mentor_profile as m
                             where m.campus_id = :campus and m.plan_year = r.plan_year
                               and m.staff_id = c.staff_id and m."group" = c."group")
                 then 'not qualified'
            when p.choice_rank < c.rank then 'chosen after the one given'
            else 'full' end as outcome
from match_run as r
join match_pair as p on p.campus_id = :campus and p.run_id = r.id
                    and p.student_id = student_id_of(:student::text)
                    and p."group" = :group::need_group
join need as n on n.campus_id = :campus and n.id = p.need_id
join choice as c on c.campus_id = :campus and c.plan_year = r.plan_year
                and c.student_id = p.student_id and c."group" = p."group"
join staff as t on t.campus_id = :campus and t.id = c.staff_id
left join answer as a on a.campus_id = :campus and a.plan_year = r.plan_year
                     and a.staff_id = c.staff_id and a."group" = c."group"
                     and a.student_id = c.student_id
where r.campus_id = :campus and r.id = match_run_id(:run::text)
order by c.rank;
