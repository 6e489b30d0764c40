-- oldest-daemon: 0.2.0
-- The rows behind a figure, of which its numerator and denominator are sums.

set local role jiedui_owner;

insert into rule (name, code, sentence) values
    ('figure_counts_only', 'PERMISSION_DENIED',
     'This figure is shown as a count alone: nobody is listed behind it.');

-- The campuses that a caller's figures are of: the own, or for the district all. An array, since an
-- index is read by it, and its length is what the planner guesses it to be: a few.
create function seen_campuses() returns int[] language plpgsql stable
set search_path = public, pg_temp as $$
begin
    return (select array_agg(c.id) from campus as c
            where c.id > 0 and current_campus() in (0, c.id));
end
$$;

-- Whom the plan's targets count, and with what: a student, a subject, a mark, and so on. Who was
-- absent from the examination stands with nothing, to be listed. A group's students are those with
-- a need in it open at any time in the plan up to the day, paired or not. Who moved to another
-- campus counts once: where the last examination was sat, where the last evaluation was, and among
-- the talents of the campus that has the student now.
create function kpi_cases(as_of date, wanted text[])
returns table (campus_id int, kpi text, student_id bigint, grade int, "group" need_group,
               subject text, numerator numeric, denominator numeric, detail text)
language sql stable as $$
    with frame as materialized (
        select p.year, p.first_on, least(as_of, p.last_on) as until,
               least(as_of, p.cutoff_on) as cutoff, plan_value('pass_percent', as_of) as pass
        from plan as p where p.year = current_plan()
    ), member as materialized (
        select m.campus_id, m.student_id, m."group", s.student_no, s.grade::int as grade,
               coalesce(s.transferred_on <= as_of, false) and exists (
                   select from student as t
                   join need as o on o.campus_id = t.campus_id and o.student_id = t.id
                   where t.student_no = s.student_no and t.campus_id <> s.campus_id
                     and o.plan_year = m.plan_year and o."group" = m."group"
                     and o.opened_on <= as_of) as moved
        from (
            select distinct n.campus_id, n.student_id, n."group", n.plan_year
            from need as n
            cross join frame as f
            where n.plan_year = f.year and n.opened_on <= as_of
              and n.campus_id = any ((select seen_campuses())::int[])
        ) as m
        join student as s on s.campus_id = m.campus_id and s.id = m.student_id
    ), exam_day as (
        select o.campus_id, o.subject, max(o.taken_on) as taken_on
        from score as o, frame as f
        where o.exam = 'final' and o.taken_on between f.first_on and f.cutoff
          and o.campus_id = any ((select seen_campuses())::int[])
          and o.subject in (select m.subject from main_subject as m where m.plan_year = f.year)
        group by o.campus_id, o.subject
    ), sat as (
        select o.campus_id, o.student_id, m.grade, o.subject::text as subject,
               coalesce(o.mark * 100 >= f.pass * o.full_mark, false)::int as passed,
               (o.mark is not null)::int as sat,
               trim_scale(o.mark) || '/' || trim_scale(o.full_mark) as detail
        from exam_day as d
        join score as o on o.campus_id = d.campus_id and o.subject = d.subject
            and o.exam = 'final' and o.taken_on = d.taken_on
        join member as m on m.campus_id = o.campus_id and m.student_id = o.student_id
            and m."group" = 'academic'
        cross join frame as f
        where not m.moved or not exists (
            select from student as s
            join score as x on x.campus_id = s.campus_id and x.student_id = s.id
            where s.student_no = m.student_no and x.subject = o.subject and x.exam = 'final'
              and x.taken_on > o.taken_on and x.taken_on <= f.cutoff and x.mark is not null)
    ), assessed as (
        select distinct on (e.campus_id, p.student_id, w.what)
               e.campus_id, p.student_id, s.grade::int as grade, p."group", w.what, w.part,
               e.cutoff_on
        from evaluation as e
        join pairing as p on p.campus_id = e.campus_id and p.id = e.pairing_id
        cross join frame as f
        cross join lateral (values
            ('S14', 'academic', e.method_reached::int),
            ('S15.emotion', 'psychological', (e.emotion in ('excellent', 'good'))::int),
            ('S15.communication', 'psychological',
             (e.communication in ('excellent', 'good'))::int),
            ('S19.guidance', null, e.guidance),
            ('S19.growth', null, e.growth)) as w (what, of_group, part)
        join student as s on s.campus_id = p.campus_id and s.id = p.student_id
        where p.plan_year = f.year and e.cutoff_on <= as_of and w.part is not null
          and (s.transferred_on is null or s.transferred_on > as_of or not exists (
              select from student as t
              join pairing as q on q.campus_id = t.campus_id and q.student_id = t.id
                  and q.plan_year = f.year
              join evaluation as x on x.campus_id = q.campus_id and x.pairing_id = q.id
              where t.student_no = s.student_no and t.campus_id <> s.campus_id
                and x.cutoff_on <= as_of and x.cutoff_on > s.transferred_on))
          and e.campus_id = any ((select seen_campuses())::int[])
          and (w.of_group is null or exists (
              select from member as m where m.campus_id = e.campus_id
                and m.student_id = p.student_id and m."group"::text = w.of_group))
        order by e.campus_id, p.student_id, w.what, e.cutoff_on desc,
                 (p."group"::text = w.of_group) desc, p."group", p.id
    ), talent as (
        select m.campus_id, m.student_id, m.grade, c.met::int as took_part, c.won::int as won
        from member as m
        cross join frame as f
        cross join lateral (
            select coalesce(bool_or(c.level >= 'district'), false) as met,
                   coalesce(bool_or(c.award is not null and c.award <> ''), false) as won
            from student as s
            join contest_entry as c on c.campus_id = s.campus_id and c.student_id = s.id
            where s.student_no = m.student_no
              and c.held_on between f.first_on and f.until
        ) as c
        where m."group" = 'talent' and not m.moved
    )
    select s.campus_id, 'S13', s.student_id, s.grade, null::need_group, s.subject,
           s.passed::numeric, s.sat::numeric, s.detail
    from sat as s where wanted is null or 'S13' = any (wanted)
    union all
    select a.campus_id, a.what, a.student_id, a.grade,
           case when a.what like 'S19.%' then a."group" end, null, a.part, 1, a.cutoff_on::text
    from assessed as a
    where (wanted is null
           or wanted && '{S14,S15.emotion,S15.communication,S19.guidance,S19.growth}')
      and (wanted is null or a.what = any (wanted))
    union all
    select t.campus_id, k.kpi, t.student_id, t.grade, null, null, k.part, 1, null
    from talent as t
    cross join lateral (values ('S17', t.took_part), ('S18', t.won)) as k (kpi, part)
    where (wanted is null or wanted && '{S17,S18}') and (wanted is null or k.kpi = any (wanted))
$$;

-- As before, as sums of them; and the rate of warning events, behind which nobody is listed.
create or replace function kpi_leaves(as_of date, wanted text[])
returns table (campus_id int, kpi text, grade int, "group" need_group, subject text,
               numerator numeric, denominator numeric)
language sql stable as $$
    select c.campus_id, c.kpi, c.grade, c."group", c.subject, sum(c.numerator), sum(c.denominator)
    from kpi_cases(as_of, wanted) as c where c.denominator > 0
    group by 1, 2, 3, 4, 5
    union all
    select w.campus_id, 'S16', s.grade, null, null, count(*), 0
    from warning_event as w
    join student as s on s.campus_id = w.campus_id and s.id = w.student_id
    join plan as p on p.year = current_plan()
    where w.opened_on between p.first_on and least(as_of, p.last_on) and not w.is_drill
      and w.ended is distinct from 'unfounded'
      and w.campus_id = any ((select seen_campuses())::int[])
      and (wanted is null or 'S16' = any (wanted))
    group by w.campus_id, s.grade
    union all
    select s.campus_id, 'S16', s.grade, null, null, 0, count(*)
    from student as s
    where s.enrolled_on <= as_of and (s.left_on is null or s.left_on > as_of)
      and s.campus_id = any ((select seen_campuses())::int[])
      and (wanted is null or 'S16' = any (wanted))
    group by s.campus_id, s.grade
$$;

-- The open needs of students on roll, with whether they have an active pairing in their own group,
-- and their student one in any.
create function need_cases(as_of date)
returns table (campus_id int, student_id bigint, "group" need_group, grade int, is_paired boolean,
               is_covered boolean)
language sql stable as $$
    select n.campus_id, n.student_id, n."group", s.grade::int,
           coalesce(n."group" = any (a.groups), false), a.student_id is not null
    from need as n
    join student as s on s.campus_id = n.campus_id and s.id = n.student_id
        and s.enrolled_on <= as_of and (s.left_on is null or s.left_on > as_of)
    left join (
        select p.campus_id, p.student_id, array_agg(p."group") as groups
        from pairing as p
        where p.started_on <= as_of and (p.ended_on is null or p.ended_on > as_of)
          and p.campus_id = any ((select seen_campuses())::int[])
        group by p.campus_id, p.student_id
    ) as a on a.campus_id = n.campus_id and a.student_id = n.student_id
    where n.plan_year = current_plan() and n.campus_id = any ((select seen_campuses())::int[])
      and n.opened_on <= as_of and (n.closed_on is null or n.closed_on > as_of)
$$;

-- As before: every figure by its finest parts, which are disjoint, so that whatever is shown is a
-- sum of them.
create or replace function figure_leaves(as_of date, wanted text[])
returns table (campus_id int, figure text, grade int, "group" need_group, level text,
               subject text, numerator numeric, denominator numeric)
language sql stable as $$
    with seen as materialized (
        select c.id, c.code::text as code from campus as c
        where c.id = any ((select seen_campuses())::int[])
    ), frame as materialized (
        select p.year, p.first_on, least(as_of, p.last_on) as until,
               least(as_of, p.cutoff_on) as cutoff, plan_value('cap', as_of) as cap
        from plan as p where p.year = current_plan()
    ), active as materialized (
        select p.campus_id, p.id, p.student_id, p."group"
        from pairing as p
        where p.campus_id = any ((select seen_campuses())::int[])
          and p.started_on <= as_of and (p.ended_on is null or p.ended_on > as_of)
    ), open_need as materialized (
        select n.* from need_cases(as_of) as n
    ), helped as materialized (
        select o.campus_id, o.grade, count(*) as in_need,
               count(*) filter (where o.is_covered) as covered
        from (
            select n.campus_id, n.grade, n.student_id, bool_or(n.is_covered) as is_covered
            from open_need as n group by n.campus_id, n.grade, n.student_id
        ) as o
        group by o.campus_id, o.grade
    ), asked as materialized (
        select n.campus_id, n.grade, n."group", count(*) as needs,
               count(*) filter (where n.is_paired) as paired
        from open_need as n group by n.campus_id, n.grade, n."group"
    ), mentor_now as materialized (
        select m.campus_id, m.load, m.capacity, m.free_places
        from mentor_places(as_of) as m
        join (select distinct q.campus_id, q.staff_id from qualified_profiles(as_of) as q) as q
            on q.campus_id = m.campus_id and q.staff_id = m.staff_id
        join staff as t on t.campus_id = m.campus_id and t.id = m.staff_id
        where m.campus_id = any ((select seen_campuses())::int[]) and t.home_campus_id is null
    ), bound as (
        select a.campus_id, s.grade::int as grade, a."group", count(*) as pairings,
               count(g.pairing_id) as signed
        from active as a
        join student as s on s.campus_id = a.campus_id and s.id = a.student_id
        left join agreement as g on g.campus_id = a.campus_id and g.pairing_id = a.id
            and g.signed_on <= as_of
        group by a.campus_id, s.grade, a."group"
    ), due as (
        select r.campus_id, s.grade::int as grade, p."group", count(*) as due,
               count(e.pairing_id) as filled
        from evaluation_round as r
        cross join frame as f
        join pairing as p on p.campus_id = r.campus_id and p.started_on <= r.cutoff_on
            and (p.ended_on is null or p.ended_on > r.cutoff_on)
        join student as s on s.campus_id = p.campus_id and s.id = p.student_id
        left join evaluation as e on e.campus_id = r.campus_id and e.cutoff_on = r.cutoff_on
            and e.pairing_id = p.id
        where r.campus_id = any ((select seen_campuses())::int[])
          and r.cutoff_on between f.first_on and f.cutoff
        group by r.campus_id, s.grade, p."group"
    ), answered as (
        select distinct p.campus_id, p.student_id
        from evaluation as e
        join pairing as p on p.campus_id = e.campus_id and p.id = e.pairing_id
        join frame as f on f.year = p.plan_year
        where e.campus_id = any ((select seen_campuses())::int[]) and e.cutoff_on <= as_of
          and (e.guidance is not null or e.growth is not null)
    ), warned as (
        select w.campus_id, s.grade::int as grade, w.level, count(*) as events
        from warning_event as w
        join student as s on s.campus_id = w.campus_id and s.id = w.student_id
        cross join frame as f
        where w.campus_id = any ((select seen_campuses())::int[])
          and w.opened_on between f.first_on and f.until and not w.is_drill
          and w.ended is distinct from 'unfounded'
        group by w.campus_id, s.grade, w.level
    )
    -- Every campus has every figure, with nothing in it where there is nothing.
    select c.id, f.name, null::int, null::need_group, null::text, null::text, 0::numeric,
           case when f.kind <> 'count' then 0::numeric end
    from seen as c cross join figure as f
    where wanted is null or f.name = any (wanted)
    union all
    select s.campus_id, 'students', s.grade::int, null, null, null, count(*), null
    from student as s
    where s.campus_id = any ((select seen_campuses())::int[])
      and s.enrolled_on <= as_of and (s.left_on is null or s.left_on > as_of)
      and (wanted is null or 'students' = any (wanted))
    group by s.campus_id, s.grade
    union all
    select h.campus_id, k.name, h.grade, null, null, null, k.part, k.whole
    from helped as h
    cross join lateral (values ('in_need', h.in_need, null), ('covered', h.covered, null),
                               ('coverage', h.covered, h.in_need)) as k (name, part, whole)
    where (wanted is null or wanted && '{in_need,covered,coverage}')
      and (wanted is null or k.name = any (wanted))
    union all
    select a.campus_id, k.name, a.grade, a."group", null, null, k.part, k.whole
    from asked as a
    cross join lateral (values ('needs', a.needs, null), ('waiting', a.needs - a.paired, null),
                               ('group_coverage', a.paired, a.needs)) as k (name, part, whole)
    where (wanted is null or wanted && '{needs,waiting,group_coverage}')
      and (wanted is null or k.name = any (wanted))
    union all
    select a.campus_id, 'shortage', null, a."group", null, null,
           ceil(sum(a.needs - a.paired) / nullif(f.cap, 0)), null
    from asked as a cross join frame as f
    where wanted is null or 'shortage' = any (wanted)
    group by a.campus_id, a."group", f.cap
    union all
    select b.campus_id, k.name, b.grade, b."group", null, null, k.part, k.whole
    from bound as b
    cross join lateral (values ('pairings', b.pairings, null),
                               ('agreements', b.signed, b.pairings)) as k (name, part, whole)
    where (wanted is null or wanted && '{pairings,agreements}')
      and (wanted is null or k.name = any (wanted))
    union all
    select m.campus_id, k.name, null, null, k.level, null, sum(k.part), sum(k.whole)
    from mentor_now as m
    cross join lateral (values
        ('mentors', null, 1, null), ('free_places', null, m.free_places, null),
        ('mentor_load', null, m.load, m.capacity),
        ('mentors_by_load', m.load::text, 1, null)) as k (name, level, part, whole)
    where (wanted is null or wanted && '{mentors,free_places,mentor_load,mentors_by_load}')
      and (wanted is null or k.name = any (wanted))
    group by m.campus_id, k.name, k.level
    union all
    select r.campus_id, 'records', r.grade, r."group", null, null, r.records, null
    from record_counts(as_of) as r
    where wanted is null or 'records' = any (wanted)
    union all
    select d.campus_id, d.duty::text, d.grade, d."group", null, null, d.met, d.required
    from duty_counts(as_of) as d
    where (wanted is null or wanted && '{meeting,home_feedback,tutoring,tutoring_full_weeks}')
      and (wanted is null or d.duty::text = any (wanted))
    union all
    select d.campus_id, 'evaluation', d.grade, d."group", null, null, d.filled, d.due
    from due as d where wanted is null or 'evaluation' = any (wanted)
    union all
    select c.id, 'screening', null, null, null, null, sum(k.screened),
           sum(k.on_roll - k.refused - k.withdrawn - k.outside_ages)
    from campaign_counts(as_of) as k
    join seen as c on c.code = k.campus_code
    cross join frame as f
    where k.from_on between f.first_on and f.until
      and (wanted is null or 'screening' = any (wanted))
    group by c.id
    union all
    select w.campus_id, 'warnings', w.grade, null, w.level::text, null, w.events, null
    from warned as w where wanted is null or 'warnings' = any (wanted)
    union all
    select k.campus_id, k.kpi, k.grade, k."group", null, k.subject, k.numerator, k.denominator
    from kpi_leaves(as_of, wanted) as k
    where wanted is null
       or wanted && '{S13,S14,S15.emotion,S15.communication,S16,S17,S18,S19.guidance,S19.growth}'
    union all
    select p.campus_id, 'S19.response', s.grade::int, null, null, null, count(a.student_id),
           count(*)
    from (
        select distinct p.campus_id, p.student_id
        from pairing as p
        join frame as f on f.year = p.plan_year
        where p.campus_id = any ((select seen_campuses())::int[]) and p.started_on <= as_of
    ) as p
    join student as s on s.campus_id = p.campus_id and s.id = p.student_id
    left join answered as a on a.campus_id = p.campus_id and a.student_id = p.student_id
    where wanted is null or 'S19.response' = any (wanted)
    group by p.campus_id, s.grade
    union all
    select h.campus_id, k.name, null, null, null, null, count(*), null
    from honour as h
    join honour_round as r on r.campus_id = h.campus_id and r.plan_year = h.plan_year
    join frame as f on f.year = h.plan_year
    cross join lateral (
        select case h.kind when 'mentor' then 'honoured_mentors' else 'honoured_students' end
    ) as k (name)
    where h.campus_id = any ((select seen_campuses())::int[]) and r.published_on <= as_of
      and (wanted is null or wanted && '{honoured_mentors,honoured_students}')
      and (wanted is null or k.name = any (wanted))
    group by h.campus_id, k.name
$$;

-- As before.
create or replace function record_counts(as_of date)
returns table (campus_id int, grade int, "group" need_group, records numeric)
language sql stable as $$
    select o.campus_id, o.grade, o."group", sum(o.records)
    from (
        select t.campus_id, t.plan_year, t.held_on, t.grade, t."group", t.records
        from record_tally as t where t.campus_id = any ((select seen_campuses())::int[])
        union all
        select c.campus_id, c.plan_year, c.held_on, c.grade, c."group", c.records
        from record_changes((select seen_campuses())) as c
    ) as o
    where o.plan_year = current_plan() and o.held_on <= as_of
    group by o.campus_id, o.grade, o."group"
$$;

create or replace function duty_counts(as_of date)
returns table (campus_id int, grade int, "group" need_group, duty duty, required numeric,
               met numeric)
language sql stable as $$
    with remedy as materialized (
        select coalesce(plan_value('remedy_first_month', as_of), 5) as first_month,
               coalesce(plan_value('remedy_last_month', as_of), 10) as last_month
    ), counted as materialized (
        select o.campus_id, o.grade, o."group", o.duty, sum(o.periods) as periods,
               sum(o.needed) as needed, sum(o.met) as met, sum(o.full_met) as full_met
        from remedy as m
        cross join (
            select t.campus_id, t.plan_year, t.duty, t.first_on, t.last_on, null::date as met_on,
                   t.grade, t."group", t.periods, t.needed, t.met, t.full_met
            from duty_tally as t where t.campus_id = any ((select seen_campuses())::int[])
            union all
            select e.campus_id, e.plan_year, e.duty, e.first_on, e.last_on, e.met_on, e.grade,
                   e."group", e.periods, e.needed, e.needed, e.periods
            from duty_early as e where e.campus_id = any ((select seen_campuses())::int[])
            union all
            select c.* from duty_changes((select seen_campuses())) as c
        ) as o
        where o.plan_year = current_plan()
          and case when o.met_on is null then o.last_on <= as_of
                   else o.met_on <= as_of and o.last_on > as_of end
          and (o.duty <> 'tutoring'
               or extract(month from o.first_on + 3) between m.first_month and m.last_month)
        group by o.campus_id, o.grade, o."group", o.duty
    )
    select c.campus_id, c.grade, c."group", c.duty,
           case when c.duty = 'tutoring' then c.needed else c.periods end,
           case when c.duty = 'tutoring' then c.met else c.full_met end
    from counted as c
    union all
    select c.campus_id, c.grade, c."group", 'tutoring_full_weeks', c.periods, c.full_met
    from counted as c where c.duty = 'tutoring'
$$;

-- As before, planned once a connection: statistics ask them for every mentor.
create or replace function is_qualified(of_campus int, of_staff bigint, in_group need_group,
                                        in_subject text, on_day date)
returns boolean language plpgsql stable as $$
begin
    if in_group = 'general' then
        return true;
    end if;
    return exists (
        select from public.qualification as q
        where q.campus_id = of_campus and q.staff_id = of_staff
          and coalesce(q.verified_by, '') <> '' and q.valid_until >= on_day
          and case in_group
                  when 'academic' then q.kind = 'subject_teaching'
                                       and (in_subject is null or q.subject = in_subject)
                  when 'psychological'
                      then q.kind in ('counsellor_certificate', 'counsellor_training')
                  else q.kind = 'contest_coaching'
              end);
end
$$;

create or replace function service_fault(of_campus int, of_staff bigint, on_day date)
returns text language plpgsql stable as $$
begin
    return (
        select case
            when s.left_on <= on_day then 'mentor_serves'
            when s.until < on_day then 'mentor_loan_in_force'
            when not public.is_external(s.duty, s.external_until) then null
            when s.external_until is null or s.external_until < on_day
                then 'mentor_contract_in_force'
            when s.background_checked_on is null or s.background_checked_on > on_day
                 or s.background_checked_on + make_interval(
                     months => public.plan_value('background_check_months', on_day)::int) < on_day
                then 'mentor_background_checked'
            end
        from public.staff as s
        where s.campus_id = of_campus and s.id = of_staff);
end
$$;

-- As before, each number found once.
create or replace function mentor_places(on_day date)
returns table (campus_id int, staff_id bigint, load int, capacity int, lent int, free_places int)
language sql stable
begin atomic
    select m.campus_id, m.staff_id, l.load, l.capacity, l.lent,
           greatest(0, l.capacity - l.load - l.lent)
    from mentor as m
    cross join lateral (
        select (select count(distinct p.student_id)::int
                from pairing as p
                where p.campus_id = m.campus_id and p.staff_id = m.staff_id
                  and p.started_on <= on_day and (p.ended_on is null or p.ended_on > on_day)),
               least((select plan_value('cap', on_day)::int), m.own_capacity::int),
               (select coalesce(sum(o.reserved), 0)::int
                from loan_offer as o join loan_run as r on r.id = o.run_id
                where o.campus_id = m.campus_id and o.staff_id = m.staff_id
                  and on_day between r.run_on and r.until)
        offset 0
    ) as l (load, capacity, lent);
end;

-- Some days without others, each as often as it is there.
create function days_less(days date[], others date[]) returns date[] language sql immutable
return (select array_agg(d.day order by d.day)
        from (select unnest(days) as day except all select unnest(others)) as d);

-- As before, of the duties that are wanted alone, with the student's grade.
create function duty_spans(campuses int[], pairings uuid[], since date, until date,
                           as_folded boolean, wanted duty[])
returns table (campus_id int, plan_year int, pairing_id uuid, staff_id bigint, student_id bigint,
               grade int, "group" need_group, duty duty, first_on date, last_on date, opens_on date,
               needed int, held_on date[])
language sql stable as $$
    with horizon as materialized (
        select coalesce(duty_spans.until,
                        (date_trunc('month', max(c.last_on) + 3) + interval '1 month')::date - 1)
                   as until,
               (select d.time_zone from district as d) as zone
        from calendar as c
    ), signed as materialized (
        select g.campus_id, g.pairing_id, p.plan_year, p.staff_id, p.student_id, p."group",
               t.grade::int as grade, g.signed_on, least(g.ended_on, p.ended_on) as ended_on,
               v.meetings_per_week, v.feedback_per_month, v.tutoring_per_week
        from horizon as h
        join agreement as g on g.campus_id = any (campuses) and g.signed_on <= h.until
            and (pairings is null or g.pairing_id = any (pairings))
        join pairing as p on p.campus_id = g.campus_id and p.id = g.pairing_id
        join student as t on t.campus_id = p.campus_id and t.id = p.student_id
        join agreement_version as v on v.campus_id = g.campus_id and v.pairing_id = g.pairing_id
            and v.version = g.version
    ), taught as materialized (
        select d, date_trunc('week', d)::date as monday
        from horizon as h
        cross join lateral teaching_days(greatest(since, (select min(signed_on) from signed)),
                                         date_trunc('week', h.until)::date + 6) as d
    ), weeks as materialized (
        select s.campus_id, s.pairing_id, s.plan_year, s.staff_id, s.student_id, s.grade,
               s."group", s.signed_on, s.ended_on, s.meetings_per_week, s.feedback_per_month,
               s.tutoring_per_week, t.monday
        from signed as s
        join taught as t on t.d >= s.signed_on and (s.ended_on is null or t.d < s.ended_on)
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
    ), told as (
        select r.campus_id, r.staff_id, r.student_id, r."group", r.kind, r.channel, r.held_at,
               1 as n
        from record as r where r.campus_id = any (campuses)
        union all
        select d.campus_id, d.staff_id, d.student_id, d."group", d.kind, d.channel, d.held_at,
               -d.change
        from record_delta as d where as_folded and d.campus_id = any (campuses)
    ), records as materialized (
        select s.campus_id, s.pairing_id, r.kind, r.channel, r.n,
               (r.held_at at time zone h.zone)::date as held_on
        from signed as s
        cross join horizon as h
        join told as r on r.campus_id = s.campus_id and r.student_id = s.student_id
            and r."group" = s."group"
            and r.held_at < (h.until + 1)::timestamp at time zone h.zone
            and (since is null or r.held_at >= since::timestamp at time zone h.zone)
            and (r.staff_id = s.staff_id or exists (
                select from absence as a
                where a.campus_id = s.campus_id and a.staff_id = s.staff_id
                  and a.deputy_id = r.staff_id
                  and (r.held_at at time zone h.zone)::date between a.first_on and a.last_on))
    ), months as (
        select w.campus_id, w.pairing_id, w.plan_year, w.staff_id, w.student_id, w.grade,
               w."group", w.signed_on, w.ended_on, w.feedback_per_month,
               date_trunc('month', w.monday + 3)::date as month, min(w.monday) as monday
        from weeks as w
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ), known as (
        select w.campus_id, w.plan_year, w.pairing_id, w.staff_id, w.student_id, w.grade,
               w."group", d.duty, w.monday as first_on, w.monday + 6 as last_on,
               greatest(w.monday, w.signed_on) as opens_on, d.needed, null::date as day, 0 as n
        from weeks as w
        cross join lateral (values
            ('meeting'::duty, w.meetings_per_week),
            ('tutoring', case when w."group" = 'academic' then w.tutoring_per_week else 0 end))
            as d (duty, needed)
        where d.needed > 0 and (wanted is null or d.duty = any (wanted))
        union all
        select m.campus_id, m.plan_year, m.pairing_id, m.staff_id, m.student_id, m.grade,
               m."group", 'home_feedback', m.month, (m.month + interval '1 month')::date - 1,
               greatest(m.monday, m.signed_on), m.feedback_per_month, null, 0
        from months as m
        where m.feedback_per_month > 0 and m.month + interval '1 month' > m.signed_on
          and (m.ended_on is null or m.month < m.ended_on)
          and (wanted is null or 'home_feedback' = any (wanted))
        union all
        select r.campus_id, null, r.pairing_id, null, null, null, null, d.duty,
               r.held_on - case d.duty when 'home_feedback' then extract(day from r.held_on)::int
                                       else extract(isodow from r.held_on)::int end + 1,
               null, null, null, r.held_on, r.n
        from records as r
        cross join lateral (
            select case when r.kind in ('meeting', 'counselling') and r.channel = 'face_to_face'
                        then 'meeting'::duty
                        when r.kind = 'tutoring' then 'tutoring'
                        when r.kind in ('home_feedback', 'home_visit') then 'home_feedback' end
        ) as d (duty)
        where d.duty is not null
    )
    -- Grouped, not joined: nobody can tell the planner how many periods there will be.
    select k.campus_id, max(k.plan_year), k.pairing_id, max(k.staff_id), max(k.student_id),
           max(k.grade), max(k."group"), k.duty, k.first_on, max(k.last_on), max(k.opens_on),
           max(k.needed),
           case when min(k.n) < 0
                then coalesce(days_less(array_agg(k.day) filter (where k.n > 0),
                                        array_agg(k.day) filter (where k.n < 0)), '{}')
                else coalesce(array_agg(k.day order by k.day) filter (where k.n > 0), '{}') end
    from known as k
    group by k.campus_id, k.pairing_id, k.duty, k.first_on
    having max(k.needed) > 0
$$;

-- As before.
create or replace function duty_periods(until date, only_pairing uuid)
returns table (pairing_id uuid, staff_id bigint, student_id bigint, "group" need_group, duty duty,
               first_on date, last_on date, needed int, held int)
language sql stable as $$
    with remedy as materialized (
        select coalesce(plan_value('remedy_first_month', until), 5) as first_month,
               coalesce(plan_value('remedy_last_month', until), 10) as last_month
    )
    select s.pairing_id, s.staff_id, s.student_id, s."group", s.duty, s.first_on, s.last_on,
           s.needed, cardinality(s.held_on)
    from duty_spans(array[current_campus()],
                    case when only_pairing is not null then array[only_pairing] end, null, until,
                    false, null) as s
    cross join remedy as r
    where s.duty <> 'tutoring'
       or extract(month from s.first_on + 3) between r.first_month and r.last_month
$$;

-- What the tallies of duties lack: rows with `met_on` belong to duty_early, the others to
-- duty_tally. Of a stale campus the difference to a count anew; else, of the pairings that unfolded
-- records speak of, the periods as they are less the periods without those records.
create or replace function duty_changes(campuses int[])
returns table (campus_id int, plan_year int, duty duty, first_on date, last_on date, met_on date,
               grade int, "group" need_group, periods bigint, needed bigint, met bigint,
               full_met bigint)
language sql stable as $$
    with stale as materialized (
        select array_agg(distinct s.campus_id) as campuses
        from figure_stale as s where s.campus_id = any (duty_changes.campuses)
    ), touched as materialized (
        select k.wanted, array_agg(distinct p.campus_id) as campuses,
               array_agg(distinct p.id) as pairings,
               date_trunc(k.span, min(d.held_at) at time zone z.time_zone)::date as since,
               (date_trunc(k.span, max(d.held_at) at time zone z.time_zone)
                + ('1 ' || k.span)::interval)::date - 1 as until
        from stale as s
        cross join district as z
        join record_delta as d on d.campus_id = any (duty_changes.campuses)
            and (s.campuses is null or d.campus_id <> all (s.campuses))
        join (values ('week', '{meeting,tutoring}'::duty[],
                      '{meeting,counselling,tutoring}'::record_kind[]),
                     ('month', '{home_feedback}', '{home_feedback,home_visit}'))
            as k (span, wanted, kinds) on d.kind = any (k.kinds)
        join pairing as p on p.campus_id = d.campus_id and p.student_id = d.student_id
            and p."group" = d."group"
        group by z.time_zone, k.span, k.wanted
    ), span as (
        select p.*, 1 as sign
        from stale as s
        cross join lateral duty_spans(s.campuses, null, null, null, false, null) as p
        where s.campuses is not null
        union all
        select p.*, v.sign
        from touched as t
        cross join (values (1, false), (-1, true)) as v (sign, as_folded)
        cross join lateral duty_spans(
            t.campuses, t.pairings,
            t.since - case when 'home_feedback' = any (t.wanted) then 6 else 0 end,
            t.until + case when 'home_feedback' = any (t.wanted) then 6 else 0 end,
            v.as_folded, t.wanted) as p
    ), leaf as (
        select p.campus_id, p.plan_year, p.duty, p.first_on, p.last_on, p.grade, p."group", p.sign,
               p.needed, least(cardinality(p.held_on), p.needed) as met,
               (cardinality(p.held_on) >= p.needed)::int as full_met,
               greatest(p.held_on[p.needed], p.opens_on) as met_on
        from span as p
    )
    select l.campus_id, l.plan_year, l.duty, l.first_on, l.last_on, e.met_on, l.grade, l."group",
           sum(l.sign), sum(l.sign * l.needed), sum(l.sign * l.met), sum(l.sign * l.full_met)
    from leaf as l
    cross join lateral (
        select null::date as met_on
        union all
        select l.met_on where l.full_met = 1 and l.met_on < l.last_on
    ) as e
    group by 1, 2, 3, 4, 5, 6, 7, 8
    union all
    select t.campus_id, t.plan_year, t.duty, t.first_on, t.last_on, null, t.grade, t."group",
           -t.periods, -t.needed, -t.met, -t.full_met
    from stale as s join duty_tally as t on t.campus_id = any (s.campuses)
    union all
    select e.campus_id, e.plan_year, e.duty, e.first_on, e.last_on, e.met_on, e.grade, e."group",
           -e.periods, -e.needed, -e.needed, -e.periods
    from stale as s join duty_early as e on e.campus_id = any (s.campuses)
$$;

drop function duty_spans(int[], uuid[], date, date, boolean);

-- The rows behind a figure of the caller's campus: whom it counts, in which part, whether in the
-- denominator and in the numerator. Who of them the caller may see, the operation says; that a need
-- is psychological, only the lead (`of_staff` is null) and who mentors the student for it.
create function figure_cases(as_of date, figure text, of_staff bigint)
returns table (student_id bigint, "group" need_group, part text, is_counted boolean,
               is_met boolean, detail text)
language sql stable security definer set search_path = public, pg_temp as $$
    with hidden as materialized (
        select s.id as student_id
        from student as s
        where s.campus_id = current_campus() and of_staff is not null and not exists (
            select from pairing as p
            where p.campus_id = s.campus_id and p.student_id = s.id and p.staff_id = of_staff
              and p."group" = 'psychological')
    ), listed as (
        select n.student_id, n."group", null::uuid as pairing_id, null::text as part,
               true as is_counted,
               case when figure in ('in_need', 'covered', 'coverage') then n.is_covered
                    else n.is_paired end as is_met, null::text as detail
        from need_cases(as_of) as n
        where figure in ('in_need', 'covered', 'coverage', 'needs', 'waiting', 'group_coverage')
          and n.campus_id = current_campus()
        union all
        select p.student_id, p."group", p.id, null, true, g.pairing_id is not null,
               g.signed_on::text
        from pairing as p
        left join agreement as g on g.campus_id = p.campus_id and g.pairing_id = p.id
            and g.signed_on <= as_of
        where figure in ('pairings', 'agreements') and p.campus_id = current_campus()
          and p.started_on <= as_of and (p.ended_on is null or p.ended_on > as_of)
        union all
        select p.student_id, p."group", p.id, null, true, e.pairing_id is not null,
               r.cutoff_on::text
        from evaluation_round as r
        join plan as y on y.year = current_plan()
        join pairing as p on p.campus_id = r.campus_id and p.started_on <= r.cutoff_on
            and (p.ended_on is null or p.ended_on > r.cutoff_on)
        left join evaluation as e on e.campus_id = r.campus_id and e.cutoff_on = r.cutoff_on
            and e.pairing_id = p.id
        where figure = 'evaluation' and r.campus_id = current_campus()
          and r.cutoff_on between y.first_on and least(as_of, y.cutoff_on)
        union all
        select p.student_id, p."group", p.id, null, true, d.met = d.required,
               d.met || '/' || d.required
        from duty_compliance(as_of, null) as d
        join pairing as p on p.campus_id = current_campus() and p.id = d.pairing_id
        where figure in ('meeting', 'home_feedback', 'tutoring', 'tutoring_full_weeks')
          and d.duty::text = figure and p.plan_year = current_plan()
        union all
        select k.student_id, k."group", null, k.subject, k.denominator > 0,
               case when figure not like 'S19.%' then k.numerator > 0 end,
               case when figure like 'S19.%' then trim_scale(k.numerator)::text else k.detail end
        from kpi_cases(as_of, array[figure]) as k
        where figure in ('S13', 'S14', 'S17', 'S18', 'S19.guidance', 'S19.growth')
          and k.campus_id = current_campus()
    )
    select distinct on (l.student_id, c."group", l.pairing_id, l.part, l.detail)
           l.student_id, c."group", l.part, l.is_counted, l.is_met, l.detail
    from listed as l
    cross join lateral (
        select case when figure not in ('in_need', 'covered', 'coverage') then l."group" end
    ) as c ("group")
    where l."group" is distinct from 'psychological'
       or l.student_id not in (select h.student_id from hidden as h)
$$;

reset role;
