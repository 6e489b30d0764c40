-- oldest-daemon: 0.2.0
-- What every figure counts, by campus and by every part that it can be split by.

set local role jiedui_owner;

-- As before, planned once a connection: statistics ask it for every mentor.
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
    ), filled as materialized (
        select e.*, p.student_id, p."group", s.grade::int as grade
        from evaluation as e
        join pairing as p on p.campus_id = e.campus_id and p.id = e.pairing_id
        join student as s on s.campus_id = p.campus_id and s.id = p.student_id
        cross join frame as f
        where p.plan_year = f.year and e.cutoff_on <= as_of
          and e.campus_id = any ((select seen_campuses())::int[])
          and (s.transferred_on is null or s.transferred_on > as_of or not exists (
              select from student as t
              join pairing as q on q.campus_id = t.campus_id and q.student_id = t.id
                  and q.plan_year = f.year
              join evaluation as x on x.campus_id = q.campus_id and x.pairing_id = q.id
              where t.student_no = s.student_no and t.campus_id <> s.campus_id
                and x.cutoff_on <= as_of and x.cutoff_on > s.transferred_on))
    ), assessed as (
        select distinct on (e.campus_id, e.student_id, w.what)
               e.campus_id, e.student_id, e.grade, e."group", w.what, w.part, e.cutoff_on
        from filled as e
        cross join lateral (values
            ('S14' collate "C", 'academic'::need_group, e.method_reached::int),
            ('S15.emotion', 'psychological', (e.emotion in ('excellent', 'good'))::int),
            ('S15.communication', 'psychological',
             (e.communication in ('excellent', 'good'))::int),
            ('S19.guidance', null, e.guidance),
            ('S19.growth', null, e.growth)) as w (what, of_group, part)
        where w.part is not null
          and (w.of_group is null or (e.campus_id, e.student_id, w.of_group) in (
              select m.campus_id, m.student_id, m."group" from member as m))
        order by e.campus_id, e.student_id, w.what, e.cutoff_on desc,
                 (e."group" = w.of_group) desc, e."group", e.pairing_id
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

-- Numerators and denominators of the plan's targets by the finest parts that are counted: grade,
-- and subject or group; and the rate of warning events, behind which nobody is listed. A group's
-- students are those with a need in it open at any time in the plan up to the day, paired or not.
-- Who moved to another campus counts once: where the last examination was sat, where the last
-- evaluation was, and among the talents of the campus that has the student now.
create function kpi_leaves(as_of date, wanted text[])
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

-- Every figure by its finest parts, which are disjoint: whatever is shown is a sum of them. A part
-- that a figure is not split by is null. Of the caller's campus, of all for the district; `wanted`
-- names the figures that are wanted, and nothing else is counted.
create function figure_leaves(as_of date, wanted text[])
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
        left join (
            select g.campus_id, g.pairing_id from agreement as g
            where g.campus_id = any ((select seen_campuses())::int[]) and g.signed_on <= as_of
            offset 0
        ) as g on g.campus_id = a.campus_id and g.pairing_id = a.id
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

reset role;
