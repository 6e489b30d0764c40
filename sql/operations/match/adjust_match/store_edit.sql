-- Stores an edited draft, unless it was changed since it was read.
-- expect: one
select
from match_run as r
where r.campus_id = :campus and r.id = :run_id::uuid
  and case when r.state <> 'draft' then refuse('run_is_draft', 'state', r.state::text)
           else true end
for update;
-- expect: one
select
from (select md5(string_agg(concat_ws(':', p.need_id, p.staff_id, p.step), ',' order by p.need_id))
             as fingerprint
      from match_pair as p
      where p.campus_id = :campus and p.run_id = :run_id::uuid) as d
where case when d.fingerprint is distinct from :fingerprint::text then refuse('run_unchanged')
           else true end;
update match_pair as p
set staff_id = w.staff_id, step = w.step, choice_rank = w.choice_rank, fit = w.fit,
    time_numerator = w.time_numerator, time_denominator = w.time_denominator,
    personality_part = w.personality_part, step2_staff_id = w.step2_staff_id,
    instead_staff_id = w.instead_staff_id, reason = w.reason::waiting_reason,
    edit_reason = case when w.need_id = :need_id::bigint then btrim(:reason::text)
                       else p.edit_reason end,
    edited_at = case when w.need_id = :need_id then :now::timestamptz else p.edited_at end,
    edited_by = case when w.need_id = :need_id then :caller else p.edited_by end,
    overrules_refusal = case when w.need_id = :need_id then :overrules_refusal::boolean
                             else p.overrules_refusal end
from unnest(:rows.need_id::bigint[], :rows.student_id::bigint[], :rows.group::need_group[],
            :rows.staff_id::bigint[], :rows.step::match_step[], :rows.choice_rank::int[],
            :rows.fit::int[], :rows.time_numerator::int[], :rows.time_denominator::int[],
            :rows.personality_part::int[], :rows.step2_staff_id::bigint[],
            :rows.instead_staff_id::bigint[], :rows.reason::text[])
    as w (need_id, student_id, "group", staff_id, step, choice_rank, fit, time_numerator,
          time_denominator, personality_part, step2_staff_id, instead_staff_id, reason)
where p.campus_id = :campus and p.run_id = :run_id::uuid and p.need_id = w.need_id
  and p.student_id = w.student_id and p."group" = w."group";
-- expect: one
update match_run as r
set locked = :locked::int, chosen = :chosen::int, moved = :moved::int,
    coordinated = :coordinated::int, waiting = :waiting::int, total_fit = :total_fit::int,
    blocking_pairs = :blocking_pairs::int
where r.campus_id = :campus and r.id = :run_id::uuid
returning r.id as run_id, r.waiting, r.total_fit, r.blocking_pairs;
-- expect: one
select s.student_no, p."group", t.staff_no, f.staff_no as former_staff_no, p.fit,
       p.overrules_refusal, cardinality(:blocking.need_id::bigint[]) as new_blocking_pairs
from match_pair as p
join student as s on s.campus_id = :campus and s.id = p.student_id
left join staff as t on t.campus_id = :campus and t.id = p.staff_id
left join staff as f on f.campus_id = :campus and f.id = :former_staff_id::bigint
where p.campus_id = :campus and p.run_id = :run_id::uuid and p.need_id = :need_id::bigint;
-- into: rows
select s.student_no, p."group", t.staff_no
from unnest(:blocking.need_id::bigint[], :blocking.staff_id::bigint[]) as w (need_id, staff_id)
join match_pair as p on p.campus_id = :campus and p.run_id = :run_id::uuid
                    and p.need_id = w.need_id
join student as s on s.campus_id = :campus and s.id = p.student_id
join staff as t on t.campus_id = :campus and t.id = w.staff_id
order by s.student_no, p."group", t.staff_no;
