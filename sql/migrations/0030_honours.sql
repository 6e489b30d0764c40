-- oldest-daemon: 0.2.0
-- A mentor's score from the plan's weights, honours of mentors and students, and appeals (S33-S35,
-- S87, R46, R47, R50, R51).

set local role jiedui_owner;

create type appraisal_part as enum ('records', 'students', 'class_teacher', 'case_study');
create type honour_kind as enum ('mentor', 'student');
create type nomination_state as enum ('open', 'approved', 'declined');
create type appeal_state as enum ('open', 'upheld', 'rejected');

-- A part entered by hand: those that nothing counts, or one that replaces what is counted.
create table appraisal_mark (
    campus_id int not null,
    plan_year int not null,
    staff_id  bigint not null,
    part      appraisal_part not null,
    points    numeric not null,
    reason    short_text,
    marked_at timestamptz not null,
    marked_by bigint not null,
    constraint appraisal_mark_pkey primary key (campus_id, plan_year, staff_id, part),
    constraint appraisal_mark_staff foreign key (campus_id, staff_id)
        references staff (campus_id, id),
    constraint appraisal_mark_plan foreign key (plan_year) references plan (year),
    constraint appraisal_mark_points check (points between 0 and 100),
    constraint appraisal_mark_reason_given check (reason is not null and reason <> '')
);
comment on constraint appraisal_mark_pkey on appraisal_mark is
    'This is stored already.';
comment on constraint appraisal_mark_staff on appraisal_mark is
    'The row names something that is not stored; store that first.';
comment on constraint appraisal_mark_plan on appraisal_mark is
    'The row names something that is not stored; store that first.';
comment on constraint appraisal_mark_points on appraisal_mark is
    'A part of a score has 0 to 100 points.';
comment on constraint appraisal_mark_reason_given on appraisal_mark is
    'A part entered by hand needs a reason: give --reason.';

-- A breach of safety: while it is not resolved, nobody is honoured.
create table safety_breach (
    campus_id   int not null,
    id          uuid not null,
    staff_id    bigint not null,
    found_on    date not null,
    reason      short_text,
    resolved_on date,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint safety_breach_pkey primary key (campus_id, id),
    constraint safety_breach_staff foreign key (campus_id, staff_id)
        references staff (campus_id, id),
    constraint safety_breach_reason_given check (reason is not null and reason <> ''),
    constraint safety_breach_days_in_order check (found_on <= resolved_on)
);
comment on constraint safety_breach_pkey on safety_breach is
    'This is stored already.';
comment on constraint safety_breach_staff on safety_breach is
    'The row names something that is not stored; store that first.';
comment on constraint safety_breach_reason_given on safety_breach is
    'Say what happened, in a few neutral words: give --reason.';
comment on constraint safety_breach_days_in_order on safety_breach is
    'It cannot be resolved before it was found.';

create table honour_nomination (
    campus_id    int not null,
    id           uuid not null,
    plan_year    int not null,
    student_id   bigint not null,
    reason       short_text,
    state        nomination_state not null default 'open',
    nominated_at timestamptz not null,
    nominated_by bigint not null,
    decided_at   timestamptz,
    decided_by   bigint,
    constraint honour_nomination_pkey primary key (campus_id, id),
    constraint honour_nomination_once unique (campus_id, plan_year, student_id),
    constraint honour_nomination_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint honour_nomination_plan foreign key (plan_year) references plan (year),
    constraint honour_nomination_reason_given check (reason is not null and reason <> '')
);
comment on constraint honour_nomination_pkey on honour_nomination is
    'This is stored already.';
comment on constraint honour_nomination_once on honour_nomination is
    'The student is nominated for this year already.';
comment on constraint honour_nomination_student on honour_nomination is
    'The row names something that is not stored; store that first.';
comment on constraint honour_nomination_plan on honour_nomination is
    'The row names something that is not stored; store that first.';
comment on constraint honour_nomination_reason_given on honour_nomination is
    'Say what growth the student is nominated for: give --reason.';

-- Published once a year; who was not named may appeal until a day.
create table honour_round (
    campus_id    int not null,
    plan_year    int not null,
    published_on date not null,
    appeal_until date not null,
    published_by bigint not null,
    constraint honour_round_pkey primary key (campus_id, plan_year),
    constraint honour_round_plan foreign key (plan_year) references plan (year)
);
comment on constraint honour_round_pkey on honour_round is
    'The honours of this year are published already.';
comment on constraint honour_round_plan on honour_round is
    'The row names something that is not stored; store that first.';

create table honour (
    campus_id  int not null,
    plan_year  int not null,
    kind       honour_kind not null,
    staff_id   bigint,
    student_id bigint,
    constraint honour_once unique nulls not distinct
        (campus_id, plan_year, kind, staff_id, student_id),
    constraint honour_round_of foreign key (campus_id, plan_year)
        references honour_round (campus_id, plan_year),
    constraint honour_staff foreign key (campus_id, staff_id) references staff (campus_id, id),
    constraint honour_student foreign key (campus_id, student_id)
        references student (campus_id, id)
);
comment on constraint honour_once on honour is
    'This is stored already.';
comment on constraint honour_round_of on honour is
    'The row names something that is not stored; store that first.';
comment on constraint honour_staff on honour is
    'The row names something that is not stored; store that first.';
comment on constraint honour_student on honour is
    'The row names something that is not stored; store that first.';

create table honour_appeal (
    campus_id  int not null,
    id         uuid not null,
    plan_year  int not null,
    staff_id   bigint not null,
    reason     short_text,
    state      appeal_state not null default 'open',
    filed_at   timestamptz not null,
    decided_at timestamptz,
    decided_by bigint,
    decision   short_text,
    constraint honour_appeal_pkey primary key (campus_id, id),
    constraint honour_appeal_once unique (campus_id, plan_year, staff_id),
    constraint honour_appeal_staff foreign key (campus_id, staff_id)
        references staff (campus_id, id),
    constraint honour_appeal_reason_given check (reason is not null and reason <> ''),
    constraint honour_appeal_decision_given
        check (state = 'open' or (decision is not null and decision <> ''))
);
comment on constraint honour_appeal_pkey on honour_appeal is
    'This is stored already.';
comment on constraint honour_appeal_once on honour_appeal is
    'You have appealed this year already.';
comment on constraint honour_appeal_staff on honour_appeal is
    'The row names something that is not stored; store that first.';
comment on constraint honour_appeal_reason_given on honour_appeal is
    'Say what was overlooked: give --reason.';
comment on constraint honour_appeal_decision_given on honour_appeal is
    'A decision needs a reason: give --reason.';

insert into rule (name, code, sentence) values
    ('honours_published', 'CONFLICT',
     'The honours of this year are not published yet: there is nothing to appeal against.'),
    ('honours_open', 'CONFLICT', 'The days to appeal are over.'),
    ('appeal_is_open', 'CONFLICT', 'The appeal was decided already.'),
    ('nomination_is_open', 'CONFLICT', 'The nomination was decided already.');

-- The parts of every mentor's score as fractions, up to a day: of the duties those that were met,
-- of the own students the mean of their last satisfaction with the guidance, what was entered by
-- hand.
create function appraisal_parts(until date)
returns table (staff_id bigint, part appraisal_part, numerator numeric, denominator numeric,
               by_hand boolean)
language sql stable as $$
    with counted as (
        select c.staff_id, 'records'::appraisal_part as part, sum(c.met) * 100::numeric as a,
               sum(c.required)::numeric as b
        from duty_compliance(until, null) as c
        where c.duty <> 'tutoring_full_weeks'
        group by c.staff_id
        union all
        select l.staff_id, 'students', sum(l.guidance), count(*)
        from (
            select distinct on (p.staff_id, p.student_id) p.staff_id, e.guidance
            from evaluation as e
            join pairing as p on p.campus_id = e.campus_id and p.id = e.pairing_id
            where e.campus_id = current_campus() and p.plan_year = current_plan()
              and e.cutoff_on <= until and e.guidance is not null
            order by p.staff_id, p.student_id, e.cutoff_on desc, p."group", p.id
        ) as l
        group by l.staff_id
    )
    select coalesce(m.staff_id, c.staff_id), coalesce(m.part, c.part),
           case when m.points is not null then m.points else c.a end,
           case when m.points is not null then 1 else c.b end, m.points is not null
    from (select * from counted where b > 0) as c
    full join (select * from appraisal_mark as k
               where k.campus_id = current_campus() and k.plan_year = current_plan()) as m
        on m.staff_id = c.staff_id and m.part = c.part
$$;

-- The product of numbers, exactly.
create function multiply(so_far numeric, next numeric) returns numeric language sql immutable
return so_far * next;
create aggregate product (numeric) (sfunc = multiply, stype = numeric, initcond = '1');

-- Totals as exact fractions (a part without a value is left out and the weights are rescaled), and
-- ranks by comparing fractions crosswise: equal totals share a rank, the next one counts them all.
-- Whoever has an unresolved breach has no rank. Honoured is rank up to the plan's share of those
-- ranked, rounded up, ties included.
create function appraisals(until date)
returns table (staff_id bigint, numerator numeric, denominator numeric, excluded boolean, rank int,
               honoured boolean)
language sql stable as $$
    with weighed as (
        select p.staff_id, p.numerator as a, p.denominator as b,
               plan_value(case p.part when 'records' then 'record_weight'
                                      when 'students' then 'student_weight'
                                      when 'class_teacher' then 'class_teacher_weight'
                                      else 'case_study_weight' end, until) as w
        from appraisal_parts(until) as p
    ), common as (
        select x.staff_id, product(x.b) as d, sum(x.w) as w
        from weighed as x where x.w > 0
        group by x.staff_id
    ), total as materialized (
        select c.staff_id, sum(x.w * x.a * div(c.d, x.b)) as n, c.d * c.w as d,
               exists (select from safety_breach as s
                       where s.campus_id = current_campus() and s.staff_id = c.staff_id
                         and s.found_on <= until
                         and (s.resolved_on is null or s.resolved_on > until)) as excluded
        from common as c
        join weighed as x on x.staff_id = c.staff_id and x.w > 0
        group by c.staff_id, c.d, c.w
    ), ranked as (
        select t.*, case when not t.excluded then (
                   select count(*) + 1 from total as o
                   where not o.excluded and o.n * t.d > t.n * o.d)::int end as rank,
               count(*) filter (where not t.excluded) over () as everybody
        from total as t
    )
    select r.staff_id, r.n, r.d, r.excluded, r.rank,
           coalesce(r.rank <= ceil(r.everybody * plan_value('honour_percent', until) / 100), false)
    from ranked as r
$$;

-- Publishes the year's honours: mentors by their scores on the day, students as approved.
create function publish_honours(on_day date, appeal_days int)
returns date language plpgsql volatile set search_path = public, pg_temp as $$
begin
    insert into honour_round (campus_id, plan_year, published_on, appeal_until, published_by)
    values (current_campus(), current_plan(), on_day, on_day + appeal_days, current_account());
    insert into honour (campus_id, plan_year, kind, staff_id)
    select current_campus(), current_plan(), 'mentor', a.staff_id
    from appraisals(on_day) as a where a.honoured;
    insert into honour (campus_id, plan_year, kind, student_id)
    select n.campus_id, n.plan_year, 'student', n.student_id
    from honour_nomination as n
    where n.campus_id = current_campus() and n.plan_year = current_plan()
      and n.state = 'approved';
    return on_day + appeal_days;
end
$$;

reset role;
