-- Stores a loan's draft and reserves its places on the mentors' rows at home, all or none. Runs are
-- numbered one after the other, so they wait for each other.
select
where pg_advisory_xact_lock(7444, 0) is not null;
-- expect: one
insert into loan_run (id, plan_year, number, run_on, until, requests, placed, total_fit, created_at,
                      created_by)
overriding system value
select :new_id::uuid, current_plan(), (select coalesce(max(r.number), 0) + 1 from loan_run as r),
       :on::date, :until::date, :requests::int, :placed::int, :total_fit::int, :now::timestamptz,
       :caller
returning id as run_id, number, run_on, until, requests, placed, requests - placed as waiting,
          total_fit;
insert into loan_offer (campus_id, run_id, staff_id, places, reserved)
select w.campus_id, :new_id::uuid, w.staff_id, w.places, w.reserved
from unnest(:offers.campus_id::int[], :offers.staff_id::bigint[], :offers.places::int[],
            :offers.reserved::int[]) as w (campus_id, staff_id, places, reserved);
insert into loan_part (campus_id, run_id, requests, placed)
select w.campus_id, :new_id::uuid, count(*), count(w.home_staff_id)
from unnest(:rows.campus_id::int[], :rows.home_staff_id::bigint[]) as w (campus_id, home_staff_id)
group by w.campus_id;
insert into loan_pair (campus_id, run_id, need_id, student_id, "group", home_campus_id,
                       home_staff_id, staff_no, slots, fit, time_numerator, time_denominator,
                       personality_part)
select w.campus_id, :new_id::uuid, w.need_id, w.student_id, w."group", w.home_campus_id,
       w.home_staff_id, w.staff_no, p.slots, w.fit, w.time_numerator, w.time_denominator,
       w.personality_part
from unnest(:rows.campus_id::int[], :rows.need_id::bigint[], :rows.student_id::bigint[],
            :rows.group::need_group[], :rows.home_campus_id::int[], :rows.home_staff_id::bigint[],
            :rows.staff_no::text[], :rows.fit::int[], :rows.time_numerator::int[],
            :rows.time_denominator::int[], :rows.personality_part::int[])
    as w (campus_id, need_id, student_id, "group", home_campus_id, home_staff_id, staff_no, fit,
          time_numerator, time_denominator, personality_part)
left join mentor_profile as p on p.campus_id = w.home_campus_id and p.plan_year = current_plan()
                             and p.staff_id = w.home_staff_id and p."group" = w."group";
select
where name_lent_mentors(:new_id::uuid) is not null;
select
from (select array_agg(w.campus_id) as campuses, array_agg(w.staff_id) as mentors,
             array_agg(w.reserved) as places
      from unnest(:offers.campus_id::int[], :offers.staff_id::bigint[], :offers.reserved::int[])
          as w (campus_id, staff_id, reserved)
      where w.reserved > 0) as t
where t.campuses is not null
  and lend_places(t.campuses, t.mentors, t.places, :on::date) is not null;
-- into: rows
select campus_code_of(p.campus_id) as campus_code, p."group", count(*)::int as requests,
       count(p.home_staff_id)::int as placed
from loan_pair as p
where p.run_id = :new_id::uuid
group by p.campus_id, p."group"
order by campus_code_of(p.campus_id), p."group";
