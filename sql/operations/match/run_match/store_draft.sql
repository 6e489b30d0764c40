-- Stores a draft. Runs of a campus are numbered one after the other, so they wait for each other.
select
where pg_advisory_xact_lock(7444, :campus) is not null;
-- expect: one
insert into match_run (campus_id, id, plan_year, number, run_on, cap, choices_max, time_weight,
                       personality_weight, requests, locked, chosen, moved, coordinated, waiting,
                       total_fit, blocking_pairs, created_at, created_by, leaving_staff_id,
                       leave_reason, leaver_stays)
select :campus, :new_id::uuid, current_plan(),
       (select coalesce(max(r.number), 0) + 1 from match_run as r where r.campus_id = :campus),
       :on::date, :cap::int, :choices_max::int, :time_weight::int, :personality_weight::int,
       :requests::int, :locked::int, :chosen::int, :moved::int, :coordinated::int, :waiting::int,
       :total_fit::int, :blocking_pairs::int, :now::timestamptz, :caller,
       case when :leaving::text is not null then mentor_id_of(:leaving::text) end,
       :leave_reason::short_text, coalesce(:leaver_stays::boolean, false)
where case when :leaving is not null and :requests = 0 then refuse('replan_has_students')
           else true end
returning id as run_id, number, run_on, cap, requests, locked, chosen, moved, coordinated, waiting,
          total_fit, blocking_pairs;
insert into match_pair (campus_id, run_id, need_id, student_id, "group", staff_id, step,
                        choice_rank, fit, time_numerator, time_denominator, personality_part,
                        step2_staff_id, instead_staff_id, reason)
select :campus, :new_id::uuid, w.need_id, w.student_id, w."group", w.staff_id, w.step,
       w.choice_rank, w.fit, w.time_numerator, w.time_denominator, w.personality_part,
       w.step2_staff_id, w.instead_staff_id, w.reason::waiting_reason
from unnest(:rows.need_id::bigint[], :rows.student_id::bigint[], :rows.group::need_group[],
            :rows.staff_id::bigint[], :rows.step::match_step[], :rows.choice_rank::int[],
            :rows.fit::int[], :rows.time_numerator::int[], :rows.time_denominator::int[],
            :rows.personality_part::int[], :rows.step2_staff_id::bigint[],
            :rows.instead_staff_id::bigint[], :rows.reason::text[])
    as w (need_id, student_id, "group", staff_id, step, choice_rank, fit, time_numerator,
          time_denominator, personality_part, step2_staff_id, instead_staff_id, reason);
-- into: shortage
select p."group", count(*)::int as waiting,
       ceil(count(*)::numeric / greatest(r.cap, 1))::int as mentors
from match_run as r
join match_pair as p on p.campus_id = :campus and p.run_id = r.id and p.staff_id is null
where r.campus_id = :campus and r.id = :new_id::uuid
group by p."group", r.cap
order by p."group";
