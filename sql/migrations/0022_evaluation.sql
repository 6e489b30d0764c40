-- oldest-daemon: 0.2.0
-- Effect evaluations, last year's figures, the plan's targets against what is (S13–S19, S26, S84).

set local role jiedui_owner;

create type trait_level as enum ('excellent', 'good', 'fair', 'poor');
create type evaluation_outcome as enum ('continue', 'adjust', 're_pair', 'exit');

-- A round: what is due is the pairings active on its cut-off date, also if ended since.
create table evaluation_round (
    campus_id int not null,
    cutoff_on date not null,
    name      short_text,
    opened_at timestamptz not null,
    opened_by bigint not null,
    constraint evaluation_round_pkey primary key (campus_id, cutoff_on)
);
comment on constraint evaluation_round_pkey on evaluation_round is
    'A round with this cut-off date is open already.';

create table evaluation (
    campus_id      int not null,
    cutoff_on      date not null,
    pairing_id     uuid not null,
    marks          int,
    method_reached boolean,
    emotion        trait_level,
    communication  trait_level,
    guidance       int,
    growth         int,
    outcome        evaluation_outcome,
    note           short_text,
    filled_at      timestamptz not null,
    filled_by      bigint not null,
    constraint evaluation_pkey primary key (campus_id, cutoff_on, pairing_id),
    constraint evaluation_of_round foreign key (campus_id, cutoff_on)
        references evaluation_round (campus_id, cutoff_on),
    constraint evaluation_pairing foreign key (campus_id, pairing_id)
        references pairing (campus_id, id),
    constraint evaluation_points check (marks between 0 and 100 and guidance between 0 and 100
                                        and growth between 0 and 100),
    constraint evaluation_outcome_given check (outcome is not null)
);
comment on constraint evaluation_pkey on evaluation is
    'This is stored already.';
comment on constraint evaluation_of_round on evaluation is
    'The row names something that is not stored; store that first.';
comment on constraint evaluation_pairing on evaluation is
    'The row names something that is not stored; store that first.';
comment on constraint evaluation_points on evaluation is
    'Points are whole numbers from 0 to 100.';
comment on constraint evaluation_outcome_given on evaluation is
    'An evaluation ends with an outcome: continue, adjust, re_pair or exit.';
create index evaluation_of_pairing on evaluation (campus_id, pairing_id);

-- Last year's figures, loaded as numerator and denominator so that sums stay exact.
create table baseline (
    campus_id   int not null,
    year        int not null,
    kpi         text collate "C" not null,
    numerator   numeric not null,
    denominator numeric not null,
    constraint baseline_pkey primary key (campus_id, year, kpi),
    constraint baseline_campus foreign key (campus_id) references campus (id),
    constraint baseline_fraction check (numerator >= 0 and denominator > 0)
);
comment on constraint baseline_pkey on baseline is
    'This is stored already.';
comment on constraint baseline_campus on baseline is
    'The row names something that is not stored; store that first.';
comment on constraint baseline_fraction on baseline is
    'The numerator is 0 or more, the denominator above 0.';

insert into rule (name, code, sentence) values
    ('evaluation_round_known', 'NOT_FOUND',
     'There is no such round of evaluation: the campus lead opens one.'),
    ('evaluation_is_due', 'CONFLICT',
     'The pairing was not active on the round''s cut-off date, so nothing is due.'),
    ('campus_unknown', 'INVALID', 'There is no campus of this code.'),
    ('year_given', 'INVALID', 'The row has no year.'),
    ('kpi_known', 'INVALID',
     'The row names no figure of the plan; give S13, S14, S15.emotion, S15.communication, S16, '
     'S17, S18, S19.guidance or S19.growth.'),
    ('fraction_given', 'INVALID', 'The row needs a numerator and a denominator above 0.');

-- Numerators and denominators of every figure by campus, of the caller's campus or, for the
-- district, of all. A group's students are those with a need in it open at any time in the plan up
-- to the day, paired or not.
create function kpi_parts(as_of date)
returns table (campus_id int, kpi text, numerator numeric, denominator numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    with frame as materialized (
        select p.year, p.first_on, least(as_of, p.last_on) as until,
               least(as_of, p.cutoff_on) as cutoff, plan_value('pass_percent', as_of) as pass
        from plan as p where p.is_current
    ), member as materialized (
        select distinct n.campus_id, n.student_id, n."group"
        from need as n, frame as f
        where n.plan_year = f.year and n.opened_on <= as_of
          and current_campus() in (0, n.campus_id)
    ), exam_day as (
        select o.campus_id, o.subject, max(o.taken_on) as taken_on
        from score as o, frame as f
        where o.exam = 'final' and o.taken_on between f.first_on and f.cutoff
          and current_campus() in (0, o.campus_id)
          and o.subject in (select m.subject from main_subject as m where m.plan_year = f.year)
        group by o.campus_id, o.subject
    ), sat as materialized (
        select o.campus_id, o.subject::text as subject, o.mark * 100 >= f.pass * o.full_mark as pass
        from exam_day as d
        join score as o on o.campus_id = d.campus_id and o.subject = d.subject
            and o.exam = 'final' and o.taken_on = d.taken_on and o.mark is not null
        join member as m on m.campus_id = o.campus_id and m.student_id = o.student_id
            and m."group" = 'academic'
        cross join frame as f
    ), assessed as materialized (
        select distinct on (e.campus_id, p.student_id, w.what)
               e.campus_id, w.what, w.part, w.whole
        from evaluation as e
        join pairing as p on p.campus_id = e.campus_id and p.id = e.pairing_id
        cross join frame as f
        cross join lateral (values
            ('S14', 'academic', e.method_reached::int, 1),
            ('S15.emotion', 'psychological', (e.emotion in ('excellent', 'good'))::int, 1),
            ('S15.communication', 'psychological',
             (e.communication in ('excellent', 'good'))::int, 1),
            ('S19.guidance', null, e.guidance, 1),
            ('S19.growth', null, e.growth, 1)) as w (what, of_group, part, whole)
        where p.plan_year = f.year and e.cutoff_on <= as_of and w.part is not null
          and current_campus() in (0, e.campus_id)
          and (w.of_group is null or exists (
              select from member as m where m.campus_id = e.campus_id
                and m.student_id = p.student_id and m."group"::text = w.of_group))
        order by e.campus_id, p.student_id, w.what, e.cutoff_on desc,
                 (p."group"::text = w.of_group) desc, p."group", p.id
    ), talent as (
        select m.campus_id, count(*) as students,
               count(*) filter (where c.met) as took_part, count(*) filter (where c.won) as won
        from member as m
        cross join frame as f
        cross join lateral (
            select coalesce(bool_or(c.level >= 'district'), false) as met,
                   coalesce(bool_or(c.award is not null and c.award <> ''), false) as won
            from contest_entry as c
            where c.campus_id = m.campus_id and c.student_id = m.student_id
              and c.held_on between f.first_on and f.until
        ) as c
        where m."group" = 'talent'
        group by m.campus_id
    )
    select s.campus_id, 'S13', count(*) filter (where s.pass)::numeric, count(*)::numeric
    from sat as s group by s.campus_id
    union all
    select s.campus_id, 'S13.' || s.subject, count(*) filter (where s.pass), count(*)
    from sat as s group by s.campus_id, s.subject
    union all
    select a.campus_id, a.what, sum(a.part), sum(a.whole)
    from assessed as a group by a.campus_id, a.what
    union all
    select c.id, 'S16',
           (select count(*) from warning_event as w, frame as f
            where w.campus_id = c.id and w.opened_on between f.first_on and f.until
              and not w.is_drill and w.ended is distinct from 'unfounded'),
           (select count(*) from student as s
            where s.campus_id = c.id and s.enrolled_on <= as_of
              and (s.left_on is null or s.left_on > as_of))
    from campus as c where c.id > 0 and current_campus() in (0, c.id)
    union all
    select t.campus_id, 'S17', t.took_part, t.students from talent as t
    union all
    select t.campus_id, 'S18', t.won, t.students from talent as t
$$;

-- Last year's, of the same campuses.
create function kpi_baselines(as_of date)
returns table (campus_id int, kpi text, numerator numeric, denominator numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    select b.campus_id, b.kpi, b.numerator, b.denominator
    from baseline as b
    where b.year = current_plan() - 1 and current_campus() in (0, b.campus_id)
$$;

-- The figures with their verdicts: fractions are compared as they are, never rounded.
create function kpi_figures(as_of date)
returns table (place int, kpi text, numerator numeric, denominator numeric, percent text,
               baseline text, target text, verdict text)
language sql stable as $$
    with named as (
        select * from (values
            (1, 'S13', 'pass_target_percent'), (3, 'S14', 'learning_target_percent'),
            (4, 'S15.emotion', 'trait_target_percent'),
            (5, 'S15.communication', 'trait_target_percent'),
            (6, 'S16', 'warning_change_percent'), (7, 'S17', 'contest_target_percent'),
            (8, 'S18', 'award_gain_points'), (9, 'S19.guidance', 'satisfaction_target'),
            (10, 'S19.growth', 'satisfaction_target')) as k (place, kpi, number)
        union
        select 2, p.kpi, 'pass_target_percent' from kpi_parts(as_of) as p
        where p.kpi like 'S13.%'
    ), summed as (
        select n.place, n.kpi, plan_value(n.number, as_of) as goal,
               coalesce(p.numerator, 0) as a, coalesce(p.denominator, 0) as b,
               l.numerator as c, l.denominator as d
        from named as n
        left join (select p.kpi, sum(p.numerator) as numerator, sum(p.denominator) as denominator
                   from kpi_parts(as_of) as p group by p.kpi) as p on p.kpi = n.kpi
        left join (select l.kpi, sum(l.numerator) as numerator, sum(l.denominator) as denominator
                   from kpi_baselines(as_of) as l group by l.kpi) as l on l.kpi = n.kpi
    )
    select s.place, s.kpi, s.a, s.b,
           case when s.b > 0 then round(case when s.kpi like 'S19.%' then s.a / s.b
                                             else s.a * 100 / s.b end, 2)::text end,
           case when s.d > 0 then round(case when s.kpi like 'S19.%' then s.c / s.d
                                             else s.c * 100 / s.d end, 2)::text end,
           trim_scale(s.goal)::text,
           (case
               when s.b = 0 then 'n/a'
               when s.kpi = 'S16' and as_of < (select p.last_on from plan as p where p.is_current)
                   then 'running'
               when s.kpi in ('S16', 'S18') and coalesce(s.d, 0) = 0 then 'n/a'
               when s.kpi = 'S16' and s.c = 0 then case when s.a = 0 then 'met' else 'not_met' end
               when case
                   when s.kpi = 'S14' then s.a * 100 > s.goal * s.b
                   when s.kpi = 'S16' then s.a * s.d * 100 <= s.c * s.b * (100 + s.goal)
                   when s.kpi = 'S18' then s.a * s.d * 100 - s.c * s.b * 100 >= s.goal * s.b * s.d
                   when s.kpi like 'S19.%' then s.a >= s.goal * s.b
                   else s.a * 100 >= s.goal * s.b end then 'met'
               else 'not_met' end)
    from summed as s
$$;

reset role;
