-- oldest-daemon: 0.2.0
-- One list of figures and one source of their numbers, by campus and by part of a campus.

set local role jiedui_owner;

create type figure_by as enum ('campus', 'stage', 'grade', 'group', 'level', 'subject');
create type figure_step as enum ('week', 'month');
create type figure_kind as enum ('share', 'mean', 'count');
create type figure_comparison as enum ('at_least', 'above', 'change_at_most', 'gain_at_least');

-- What every figure is, and against which number of the plan it is held.
create table figure (
    name       text collate "C" not null,
    place      int not null,
    kind       figure_kind not null,
    formula    text not null,
    target     text collate "C",
    comparison figure_comparison,
    constraint figure_pkey primary key (name),
    constraint figure_target foreign key (target) references plan_number_kind (name),
    constraint figure_target_is_compared check ((target is null) = (comparison is null))
);
comment on constraint figure_pkey on figure is
    'This is stored already.';
comment on constraint figure_target on figure is
    'The plan has no number of this name; plan show lists them.';
comment on constraint figure_target_is_compared on figure is
    'A figure with a target says how it is compared.';

insert into rule (name, code, sentence) values
    ('figure_known', 'INVALID',
     'There is no figure of this name: statistics figures lists them.'),
    ('trend_too_long', 'INVALID',
     'These are more than 120 days to look at: begin later, end earlier, or look every month.');

-- Within a function that looks at another plan, that plan; else the current one.
create or replace function current_plan() returns int language plpgsql stable as $$
begin
    return coalesce(nullif(current_setting('jiedui.plan', true), '')::int,
                    (select p.year from public.plan as p where p.is_current));
end
$$;

-- Every period of every duty of the signed agreements of some campuses, or of some pairings alone,
-- whatever the day one looks from. A week is Monday to Sunday, and belongs to the month of its
-- Thursday; it is required when it has a teaching day inside the agreement. `needed` is how many
-- records meet the period, `held_on` the days of those there are, in order; before `opens_on` the
-- period is not looked at. Records of a deputy count, for the days of the absence.
create function duty_spans(campuses int[], pairings uuid[], since date, until date)
returns table (campus_id int, pairing_id uuid, staff_id bigint, student_id bigint,
               "group" need_group, duty duty, first_on date, last_on date, opens_on date,
               needed int, held_on date[])
language sql stable as $$
    with signed as materialized (
        select g.campus_id, g.pairing_id, p.staff_id, p.student_id, p."group", g.signed_on,
               least(g.ended_on, p.ended_on) as ended_on,
               v.meetings_per_week, v.feedback_per_month, v.tutoring_per_week
        from agreement as g
        join pairing as p on p.campus_id = g.campus_id and p.id = g.pairing_id
        join agreement_version as v on v.campus_id = g.campus_id and v.pairing_id = g.pairing_id
            and v.version = g.version
        where g.campus_id = any (campuses) and g.signed_on <= until
          and (pairings is null or g.pairing_id = any (pairings))
    ), taught as materialized (
        select d, date_trunc('week', d)::date as monday
        from teaching_days(greatest(since, (select min(signed_on) from signed)),
                           date_trunc('week', until)::date + 6) as d
    ), weeks as materialized (
        select s.campus_id, s.pairing_id, t.monday
        from signed as s
        join taught as t on t.d >= s.signed_on and (s.ended_on is null or t.d < s.ended_on)
        group by s.campus_id, s.pairing_id, t.monday
    ), records as materialized (
        select s.campus_id, s.pairing_id, r.kind, r.channel,
               (r.held_at at time zone z.time_zone)::date as held_on
        from signed as s
        cross join district as z
        join record as r on r.campus_id = s.campus_id and r.student_id = s.student_id
            and r."group" = s."group"
            and r.held_at < (until + 1)::timestamp at time zone z.time_zone
            and (since is null or r.held_at >= since::timestamp at time zone z.time_zone)
            and (r.staff_id = s.staff_id or exists (
                select from absence as a
                where a.campus_id = s.campus_id and a.staff_id = s.staff_id
                  and a.deputy_id = r.staff_id
                  and (r.held_at at time zone z.time_zone)::date between a.first_on and a.last_on))
    ), by_week as (
        select campus_id, pairing_id, date_trunc('week', held_on)::date as monday,
               array_agg(held_on order by held_on)
                   filter (where kind in ('meeting', 'counselling')
                           and channel = 'face_to_face') as meetings,
               array_agg(held_on order by held_on)
                   filter (where kind = 'tutoring') as tutorings
        from records group by 1, 2, 3
    ), by_month as (
        select campus_id, pairing_id, date_trunc('month', held_on)::date as month,
               array_agg(held_on order by held_on) as feedbacks
        from records where kind in ('home_feedback', 'home_visit') group by 1, 2, 3
    ), months as (
        select w.campus_id, w.pairing_id, m.month, min(w.monday) as monday
        from weeks as w
        cross join lateral (select date_trunc('month', w.monday + 3)::date as month) as m
        group by w.campus_id, w.pairing_id, m.month
    )
    select s.campus_id, s.pairing_id, s.staff_id, s.student_id, s."group", d.duty, w.monday,
           w.monday + 6, greatest(w.monday, s.signed_on), d.needed, coalesce(d.days, '{}')
    from signed as s
    join weeks as w on w.campus_id = s.campus_id and w.pairing_id = s.pairing_id
    left join by_week as b on b.campus_id = w.campus_id and b.pairing_id = w.pairing_id
        and b.monday = w.monday
    cross join lateral (values
        ('meeting'::duty, s.meetings_per_week, b.meetings),
        ('tutoring', case when s."group" = 'academic' then s.tutoring_per_week else 0 end,
         b.tutorings)) as d (duty, needed, days)
    where d.needed > 0
    union all
    select s.campus_id, s.pairing_id, s.staff_id, s.student_id, s."group", 'home_feedback',
           m.month, (m.month + interval '1 month')::date - 1, greatest(m.monday, s.signed_on),
           s.feedback_per_month, coalesce(b.feedbacks, '{}')
    from signed as s
    join months as m on m.campus_id = s.campus_id and m.pairing_id = s.pairing_id
    left join by_month as b on b.campus_id = m.campus_id and b.pairing_id = m.pairing_id
        and b.month = m.month
    where s.feedback_per_month > 0 and m.month + interval '1 month' > s.signed_on
      and (s.ended_on is null or m.month < s.ended_on)
$$;

-- Whether a week of tutoring lies in the remedy stage of the plan as it is on a day.
create function in_remedy(monday date, on_day date) returns boolean language sql stable
return extract(month from monday + 3)
    between coalesce((select plan_value('remedy_first_month', on_day)), 5)
        and coalesce((select plan_value('remedy_last_month', on_day)), 10);

-- As before: what the campus's agreements require up to a day, met or not.
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
                    case when only_pairing is not null then array[only_pairing] end, null, until)
        as s
    cross join remedy as r
    where s.duty <> 'tutoring'
       or extract(month from s.first_on + 3) between r.first_month and r.last_month
$$;

-- Numerators and denominators of the plan's targets by the finest parts that are counted: grade,
-- and subject or group. A group's students are those with a need in it open at any time in the plan
-- up to the day, paired or not. Who moved to another campus counts once: where the last
-- examination was sat, where the last evaluation was, and among the talents of the campus that has
-- the student now.
create function kpi_leaves(as_of date, wanted text[])
returns table (campus_id int, kpi text, grade int, "group" need_group, subject text,
               numerator numeric, denominator numeric)
language sql stable as $$
    with frame as materialized (
        select p.year, p.first_on, least(as_of, p.last_on) as until,
               least(as_of, p.cutoff_on) as cutoff, plan_value('pass_percent', as_of) as pass
        from plan as p where p.year = current_plan()
    ), member as materialized (
        select distinct n.campus_id, n.student_id, n."group", s.student_no, s.grade::int as grade,
               coalesce(s.transferred_on <= as_of, false) and exists (
                   select from student as t
                   join need as o on o.campus_id = t.campus_id and o.student_id = t.id
                   where t.student_no = s.student_no and t.campus_id <> s.campus_id
                     and o.plan_year = n.plan_year and o."group" = n."group"
                     and o.opened_on <= as_of) as moved
        from need as n
        join student as s on s.campus_id = n.campus_id and s.id = n.student_id
        cross join frame as f
        where n.plan_year = f.year and n.opened_on <= as_of
          and current_campus() in (0, n.campus_id)
    ), exam_day as (
        select o.campus_id, o.subject, max(o.taken_on) as taken_on
        from score as o, frame as f
        where o.exam = 'final' and o.taken_on between f.first_on and f.cutoff
          and current_campus() in (0, o.campus_id)
          and o.subject in (select m.subject from main_subject as m where m.plan_year = f.year)
        group by o.campus_id, o.subject
    ), sat as (
        select o.campus_id, m.grade, o.subject::text as subject,
               count(*) filter (where o.mark * 100 >= f.pass * o.full_mark) as passed,
               count(*) as sat
        from exam_day as d
        join score as o on o.campus_id = d.campus_id and o.subject = d.subject
            and o.exam = 'final' and o.taken_on = d.taken_on and o.mark is not null
        join member as m on m.campus_id = o.campus_id and m.student_id = o.student_id
            and m."group" = 'academic'
        cross join frame as f
        where not m.moved or not exists (
            select from student as s
            join score as x on x.campus_id = s.campus_id and x.student_id = s.id
            where s.student_no = m.student_no and x.subject = o.subject and x.exam = 'final'
              and x.taken_on > o.taken_on and x.taken_on <= f.cutoff and x.mark is not null)
        group by o.campus_id, m.grade, o.subject
    ), assessed as (
        select distinct on (e.campus_id, p.student_id, w.what)
               e.campus_id, s.grade::int as grade, p."group", w.what, w.part
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
          and current_campus() in (0, e.campus_id)
          and (w.of_group is null or exists (
              select from member as m where m.campus_id = e.campus_id
                and m.student_id = p.student_id and m."group"::text = w.of_group))
        order by e.campus_id, p.student_id, w.what, e.cutoff_on desc,
                 (p."group"::text = w.of_group) desc, p."group", p.id
    ), talent as (
        select m.campus_id, m.grade, count(*) as students,
               count(*) filter (where c.met) as took_part, count(*) filter (where c.won) as won
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
        group by m.campus_id, m.grade
    )
    select s.campus_id, 'S13', s.grade, null::need_group, s.subject, s.passed::numeric,
           s.sat::numeric
    from sat as s where wanted is null or 'S13' = any (wanted)
    union all
    select a.campus_id, a.what, a.grade, case when a.what like 'S19.%' then a."group" end, null,
           sum(a.part), count(*)
    from assessed as a
    where wanted is null
       or wanted && '{S14,S15.emotion,S15.communication,S19.guidance,S19.growth}'
    group by 1, 2, 3, 4
    union all
    select w.campus_id, 'S16', s.grade, null, null, count(*), 0
    from warning_event as w
    join student as s on s.campus_id = w.campus_id and s.id = w.student_id
    cross join frame as f
    where w.opened_on between f.first_on and f.until and not w.is_drill
      and w.ended is distinct from 'unfounded' and current_campus() in (0, w.campus_id)
      and (wanted is null or 'S16' = any (wanted))
    group by w.campus_id, s.grade
    union all
    select s.campus_id, 'S16', s.grade, null, null, 0, count(*)
    from student as s
    where s.enrolled_on <= as_of and (s.left_on is null or s.left_on > as_of)
      and current_campus() in (0, s.campus_id) and (wanted is null or 'S16' = any (wanted))
    group by s.campus_id, s.grade
    union all
    select t.campus_id, k.kpi, t.grade, null, null, k.part, t.students
    from talent as t
    cross join lateral (values ('S17', t.took_part), ('S18', t.won)) as k (kpi, part)
    where wanted is null or wanted && '{S17,S18}'
$$;

-- As before: by campus, of the caller's or, for the district, of all.
create or replace function kpi_parts(as_of date)
returns table (campus_id int, kpi text, numerator numeric, denominator numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    with leaf as materialized (select * from kpi_leaves(as_of, null))
    select l.campus_id, l.kpi, sum(l.numerator), sum(l.denominator)
    from leaf as l group by l.campus_id, l.kpi
    union all
    select l.campus_id, 'S13.' || l.subject, sum(l.numerator), sum(l.denominator)
    from leaf as l where l.kpi = 'S13' group by l.campus_id, l.subject
$$;

-- Records up to a day, by the group and the student's grade.
create function record_counts(as_of date)
returns table (campus_id int, grade int, "group" need_group, records numeric)
language sql stable as $$
    select r.campus_id, s.grade::int, r."group", count(*)
    from record as r
    join student as s on s.campus_id = r.campus_id and s.id = r.student_id
    where r.plan_year = current_plan() and current_campus() in (0, r.campus_id)
      and r.held_at < (as_of + 1)::timestamp at time zone (select time_zone from district)
    group by r.campus_id, s.grade, r."group"
$$;

-- What the duties required and what was met up to a day, by the group and the student's grade.
create function duty_counts(as_of date)
returns table (campus_id int, grade int, "group" need_group, duty duty, required numeric,
               met numeric)
language sql stable as $$
    with span as materialized (
        select s.campus_id, t.grade::int as grade, s."group", s.duty, s.needed::numeric as needed,
               least(cardinality(s.held_on), s.needed) as met,
               (cardinality(s.held_on) >= s.needed)::int as is_met
        from duty_spans((select array_agg(c.id) from campus as c
                         where c.id > 0 and current_campus() in (0, c.id)), null, null, as_of) as s
        join student as t on t.campus_id = s.campus_id and t.id = s.student_id
        where (s.last_on <= as_of or cardinality(s.held_on) >= s.needed)
          and (s.duty <> 'tutoring' or in_remedy(s.first_on, as_of))
    )
    select s.campus_id, s.grade, s."group", s.duty,
           case when s.duty = 'tutoring' then sum(s.needed) else count(*) end,
           case when s.duty = 'tutoring' then sum(s.met) else sum(s.is_met) end
    from span as s group by s.campus_id, s.grade, s."group", s.duty
    union all
    select s.campus_id, s.grade, s."group", 'tutoring_full_weeks', count(*), sum(s.is_met)
    from span as s where s.duty = 'tutoring' group by s.campus_id, s.grade, s."group"
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
        where c.id > 0 and current_campus() in (0, c.id)
    ), frame as materialized (
        select p.year, p.first_on, least(as_of, p.last_on) as until,
               least(as_of, p.cutoff_on) as cutoff, plan_value('cap', as_of) as cap
        from plan as p where p.year = current_plan()
    ), roll as materialized (
        select s.campus_id, s.id, s.grade::int as grade
        from student as s
        join seen as c on c.id = s.campus_id
        where s.enrolled_on <= as_of and (s.left_on is null or s.left_on > as_of)
    ), active as materialized (
        select p.campus_id, p.id, p.student_id, p."group"
        from pairing as p
        join seen as c on c.id = p.campus_id
        where p.started_on <= as_of and (p.ended_on is null or p.ended_on > as_of)
    ), open_need as materialized (
        select n.campus_id, n.student_id, n."group", r.grade, a.student_id is not null as is_paired
        from need as n
        join frame as f on f.year = n.plan_year
        join roll as r on r.campus_id = n.campus_id and r.id = n.student_id
        left join active as a on a.campus_id = n.campus_id and a.student_id = n.student_id
            and a."group" = n."group"
        where n.opened_on <= as_of and (n.closed_on is null or n.closed_on > as_of)
    ), helped as materialized (
        select o.campus_id, o.grade, count(*) as in_need,
               count(*) filter (where o.is_covered) as covered
        from (
            select n.campus_id, n.grade, n.student_id, exists (
                       select from active as a
                       where a.campus_id = n.campus_id and a.student_id = n.student_id)
                       as is_covered
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
        join seen as c on c.id = m.campus_id
        join (select distinct q.campus_id, q.staff_id from qualified_profiles(as_of) as q) as q
            on q.campus_id = m.campus_id and q.staff_id = m.staff_id
        join staff as t on t.campus_id = m.campus_id and t.id = m.staff_id
        where t.home_campus_id is null
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
        join seen as c on c.id = r.campus_id
        cross join frame as f
        join pairing as p on p.campus_id = r.campus_id and p.started_on <= r.cutoff_on
            and (p.ended_on is null or p.ended_on > r.cutoff_on)
        join student as s on s.campus_id = p.campus_id and s.id = p.student_id
        left join evaluation as e on e.campus_id = r.campus_id and e.cutoff_on = r.cutoff_on
            and e.pairing_id = p.id
        where r.cutoff_on between f.first_on and f.cutoff
        group by r.campus_id, s.grade, p."group"
    ), answered as (
        select distinct p.campus_id, p.student_id
        from evaluation as e
        join seen as c on c.id = e.campus_id
        join pairing as p on p.campus_id = e.campus_id and p.id = e.pairing_id
        join frame as f on f.year = p.plan_year
        where e.cutoff_on <= as_of and (e.guidance is not null or e.growth is not null)
    ), warned as (
        select w.campus_id, s.grade::int as grade, w.level, count(*) as events
        from warning_event as w
        join seen as c on c.id = w.campus_id
        join student as s on s.campus_id = w.campus_id and s.id = w.student_id
        cross join frame as f
        where w.opened_on between f.first_on and f.until and not w.is_drill
          and w.ended is distinct from 'unfounded'
        group by w.campus_id, s.grade, w.level
    )
    -- Every campus has every figure, with nothing in it where there is nothing.
    select c.id, f.name, null::int, null::need_group, null::text, null::text, 0::numeric,
           case when f.kind <> 'count' then 0::numeric end
    from seen as c cross join figure as f
    where wanted is null or f.name = any (wanted)
    union all
    select r.campus_id, 'students', r.grade, null, null, null, count(*), null
    from roll as r where wanted is null or 'students' = any (wanted)
    group by r.campus_id, r.grade
    union all
    select h.campus_id, k.name, h.grade, null, null, null, k.part, k.whole
    from helped as h
    cross join lateral (values ('in_need', h.in_need, null), ('covered', h.covered, null),
                               ('coverage', h.covered, h.in_need)) as k (name, part, whole)
    where wanted is null or k.name = any (wanted)
    union all
    select a.campus_id, k.name, a.grade, a."group", null, null, k.part, k.whole
    from asked as a
    cross join lateral (values ('needs', a.needs, null), ('waiting', a.needs - a.paired, null),
                               ('group_coverage', a.paired, a.needs)) as k (name, part, whole)
    where wanted is null or k.name = any (wanted)
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
    select p.campus_id, 'S19.response', s.grade::int, null, null, null,
           count(distinct p.student_id) filter (where a.student_id is not null),
           count(distinct p.student_id)
    from pairing as p
    join frame as f on f.year = p.plan_year
    join seen as c on c.id = p.campus_id
    join student as s on s.campus_id = p.campus_id and s.id = p.student_id
    left join answered as a on a.campus_id = p.campus_id and a.student_id = p.student_id
    where p.started_on <= as_of and (wanted is null or 'S19.response' = any (wanted))
    group by p.campus_id, s.grade
    union all
    select h.campus_id, k.name, null, null, null, null, count(*), null
    from honour as h
    join seen as c on c.id = h.campus_id
    join honour_round as r on r.campus_id = h.campus_id and r.plan_year = h.plan_year
    join frame as f on f.year = h.plan_year
    cross join lateral (
        select case h.kind when 'mentor' then 'honoured_mentors' else 'honoured_students' end
    ) as k (name)
    where r.published_on <= as_of and (wanted is null or k.name = any (wanted))
    group by h.campus_id, k.name
$$;

-- The same summed up: the whole of a campus (neither `by` nor `part`), and its parts.
create function figure_parts(as_of date, wanted text[])
returns table (campus_id int, figure text, by figure_by, part text, numerator numeric,
               denominator numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    select l.campus_id, l.figure, w.by, w.part, sum(l.numerator), sum(l.denominator)
    from figure_leaves(as_of, wanted) as l
    cross join lateral (values
        (null::figure_by, null::text), ('grade', l.grade::text), ('group', l."group"::text),
        ('level', l.level), ('subject', l.subject)) as w (by, part)
    where w.by is null or w.part is not null
    group by l.campus_id, l.figure, w.by, w.part
$$;

-- The figures of another plan; none where there is no such plan.
create function figure_parts_of(plan_year int, as_of date, wanted text[])
returns table (campus_id int, figure text, by figure_by, part text, numerator numeric,
               denominator numeric)
language plpgsql stable set search_path = public, pg_temp as $$
declare
    was constant text := coalesce(current_setting('jiedui.plan', true), '');
begin
    if not exists (select from plan as p where p.year = plan_year) then
        return;
    end if;
    perform set_config('jiedui.plan', plan_year::text, true);
    return query select * from figure_parts(as_of, wanted);
    perform set_config('jiedui.plan', was, true);
end
$$;

-- Whether the plan's target is reached: fractions are compared as they are, never rounded. c ÷ d is
-- last year's.
create function figure_verdict(comparison figure_comparison, kind figure_kind, a numeric,
                               b numeric, c numeric, d numeric, goal numeric, is_over boolean)
returns text language sql immutable
return case
    when comparison is null or goal is null then null
    when coalesce(b, 0) = 0 then 'n/a'
    when comparison = 'change_at_most' and not is_over then 'running'
    when comparison in ('change_at_most', 'gain_at_least') and coalesce(d, 0) = 0 then 'n/a'
    when comparison = 'change_at_most' and c = 0
        then case when a = 0 then 'met' else 'not_met' end
    when case comparison
             when 'above' then a * 100 > goal * b
             when 'change_at_most' then a * d * 100 <= c * b * (100 + goal)
             when 'gain_at_least' then a * d * 100 - c * b * 100 >= goal * b * d
             else a * (case kind when 'mean' then 1 else 100 end) >= goal * b end then 'met'
    else 'not_met' end;

-- A figure as a number: of a share the percentage, of a mean the mean, of a count none.
create function figure_value(kind figure_kind, a numeric, b numeric) returns numeric
language sql immutable
return case when kind = 'count' or coalesce(b, 0) = 0 then null
            when kind = 'mean' then a / b else a * 100 / b end;

-- What changed on the other year: percentage points; of the rate of warning events, and of counts,
-- by how many percent.
create function figure_change(figure text, kind figure_kind, a numeric, b numeric, c numeric,
                              d numeric)
returns numeric language sql immutable
return round(case
    when kind = 'count' then (a - c) * 100 / nullif(c, 0)
    when coalesce(b, 0) = 0 or coalesce(d, 0) = 0 then null
    when figure = 'S16' then (a * d - c * b) * 100 / nullif(c * b, 0)
    when kind = 'mean' then (a * d - c * b) / (b * d)
    else (a * d - c * b) * 100 / (b * d) end, 2);

-- The days that a trend looks at: the last one, and weeks or months back to the first.
create function trend_days(first_on date, last_on date, every figure_step) returns setof date
language sql stable as $$
    select (last_on - n * case when every = 'month' then interval '1 month'
                               else interval '1 week' end)::date as day
    from generate_series(0, 999) as n
    where (last_on - n * case when every = 'month' then interval '1 month'
                              else interval '1 week' end)::date >= first_on
    order by 1
$$;

-- Last year's figures, as they were loaded.
create function baseline_parts(of_year int)
returns table (campus_id int, figure text, numerator numeric, denominator numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    select b.campus_id, b.kpi, b.numerator, b.denominator
    from baseline as b
    where b.year = of_year and current_campus() in (0, b.campus_id)
$$;

-- As before, by the list of figures.
create or replace function kpi_figures(as_of date)
returns table (place int, kpi text, numerator numeric, denominator numeric, percent text,
               baseline text, target text, verdict text)
language sql stable as $$
    with part as materialized (
        select p.kpi, sum(p.numerator) as a, sum(p.denominator) as b
        from kpi_parts(as_of) as p group by p.kpi
    ), base as (
        select l.figure as kpi, sum(l.numerator) as c, sum(l.denominator) as d
        from baseline_parts(current_plan() - 1) as l group by l.figure
    ), named as (
        select f.name as kpi, f.place, f.kind, f.target, f.comparison
        from figure as f where f.target is not null
        union all
        select p.kpi, f.place, f.kind, f.target, f.comparison
        from part as p join figure as f on f.name = 'S13'
        where p.kpi like 'S13.%'
    )
    select n.place, n.kpi, coalesce(p.a, 0), coalesce(p.b, 0),
           round(figure_value(n.kind, p.a, p.b), 2)::text,
           round(figure_value(n.kind, l.c, l.d), 2)::text, trim_scale(g.goal)::text,
           figure_verdict(n.comparison, n.kind, coalesce(p.a, 0), coalesce(p.b, 0), l.c, l.d,
                          g.goal, as_of >= (select q.last_on from plan as q
                                            where q.year = current_plan()))
    from named as n
    left join part as p on p.kpi = n.kpi
    left join base as l on l.kpi = n.kpi
    cross join lateral (select plan_value(n.target, as_of) as goal) as g
$$;

drop function kpi_baselines(date);

-- Figures as they are shown: each campus that the caller may see one by one (`splits` names campus,
-- or a campus was asked for, or the caller is of one), and for the district their sums. The other
-- year's numbers come from that plan where the campus has needs in it, else from what was loaded.
create function figure_rows(as_of date, compare int, splits figure_by[], wanted text[],
                            of_campus text)
returns table (campus_code text, campus_name text, stage stage, figure text, place int,
               by figure_by, part text, numerator numeric, denominator numeric,
               compared_numerator numeric, compared_denominator numeric, kind figure_kind,
               target numeric, verdict text, formula text)
language sql stable as $$
    with seen as materialized (
        select c.id, c.code::text as code, c.name::text as name, c.stage from campus as c
        where c.id > 0 and current_campus() in (0, c.id)
          and (of_campus is null or c.code = of_campus)
    ), that_day as (
        select (as_of + make_interval(years => compare - current_plan()))::date as day
    ), that_plan as materialized (
        select p.*
        from that_day as t, figure_parts_of(compare, t.day, wanted) as p
        where compare is not null
    ), lived as (
        select p.campus_id
        from that_day as t, figure_parts_of(compare, t.day, '{needs}') as p
        where compare is not null and p.by is null and p.numerator > 0
    ), part as (
        select p.campus_id, p.figure, p.by, p.part, p.numerator, p.denominator,
               null::numeric as c, null::numeric as d, null::numeric as e, null::numeric as f
        from figure_parts(as_of, wanted) as p
        union all
        select t.campus_id, t.figure, t.by, t.part, null, null, t.numerator, t.denominator, null,
               null
        from that_plan as t join lived as v on v.campus_id = t.campus_id
        union all
        select b.campus_id, b.figure, null, null, null, null, b.numerator, b.denominator, null,
               null
        from baseline_parts(compare) as b
        where b.campus_id not in (select v.campus_id from lived as v)
          and (wanted is null or b.figure = any (wanted))
        union all
        select b.campus_id, b.figure, null, null, null, null, null, null, b.numerator,
               b.denominator
        from baseline_parts(current_plan() - 1) as b
        where wanted is null or b.figure = any (wanted)
    ), scope as (
        select c.id as campus_id, c.id as sum_of, c.stage, false as by_stage from seen as c
        where of_campus is not null or current_campus() > 0 or 'campus' = any (splits)
        union all
        select c.id, 0, null, false from seen as c
        where of_campus is null and current_campus() = 0
        union all
        select c.id, 0, c.stage, true from seen as c
        where of_campus is null and current_campus() = 0 and 'stage' = any (splits)
    ), summed as (
        select s.sum_of, s.stage, p.figure, s.by_stage,
               case when s.by_stage then 'stage' else p.by end as by,
               case when s.by_stage then s.stage::text else p.part end as part,
               sum(p.numerator) as a, sum(p.denominator) as b, sum(p.c) as c, sum(p.d) as d,
               sum(p.e) as e, sum(p.f) as f
        from part as p
        join scope as s on s.campus_id = p.campus_id
        where p.by is null or p.by = any (splits) and not s.by_stage
        group by 1, 2, 3, 4, 5, 6
    )
    select c.code, c.name, s.stage, s.figure, f.place, s.by, s.part, coalesce(s.a, 0),
           case when f.kind <> 'count' then coalesce(s.b, 0) end, s.c, s.d, f.kind,
           case when has_target.yes then g.goal end,
           case when has_target.yes then figure_verdict(
               f.comparison, f.kind, coalesce(s.a, 0), coalesce(s.b, 0), s.e, s.f, g.goal,
               as_of >= (select p.last_on from plan as p where p.year = current_plan())) end,
           f.formula
    from summed as s
    join figure as f on f.name = s.figure
    left join seen as c on c.id = s.sum_of
    cross join lateral (select plan_value(f.target, as_of) as goal) as g
    cross join lateral (
        select s.by is null or s.by = 'stage' or s.by = 'subject' as yes) as has_target
$$;

reset role;
