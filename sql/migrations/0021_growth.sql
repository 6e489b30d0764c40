-- oldest-daemon: 0.2.0
-- What the year brings about: marks, contests and awards, warning events.

set local role jiedui_owner;

create type exam as enum ('final', 'midterm', 'test');
create type contest_level as enum ('school', 'district', 'city', 'province', 'nation');
create type warning_level as enum ('red', 'orange', 'yellow', 'blue');
create type warning_act as enum ('first_report', 'action', 'guardian_told', 'mandatory_report',
                                 'escalation', 'referral', 'return_assessment');
create type warning_end as enum ('resolved', 'unfounded', 'referred', 'left_roll');

-- The subjects whose final examinations count for the pass rate (S63).
create table main_subject (
    plan_year int not null,
    subject   subject not null,
    constraint main_subject_pkey primary key (plan_year, subject),
    constraint main_subject_plan foreign key (plan_year) references plan (year)
);
comment on constraint main_subject_pkey on main_subject is
    'This is stored already.';
comment on constraint main_subject_plan on main_subject is
    'The row names something that is not stored; store that first.';

-- A mark in an examination; no mark: absent.
create table score (
    campus_id  int not null,
    student_id bigint not null,
    subject    subject not null,
    exam       exam not null,
    taken_on   date not null,
    full_mark  numeric not null,
    mark       numeric,
    constraint score_pkey primary key (campus_id, student_id, subject, exam, taken_on),
    constraint score_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint score_full_mark check (full_mark > 0 and full_mark <= 1000),
    constraint score_within_full_mark check (mark between 0 and full_mark)
);
comment on constraint score_pkey on score is
    'This is stored already.';
comment on constraint score_student on score is
    'The row names something that is not stored; store that first.';
comment on constraint score_full_mark on score is
    'The full mark is above 0 and at most 1000.';
comment on constraint score_within_full_mark on score is
    'The mark is from 0 to the full mark; leave it empty for an absentee.';
create index score_of_exam on score (campus_id, subject, exam, taken_on);

-- A student in a contest or show; an award, where there was one.
create table contest_entry (
    campus_id  int not null,
    id         uuid not null,
    student_id bigint not null,
    contest    short_text not null,
    level      contest_level not null,
    held_on    date not null,
    award      short_text,
    reference  short_text,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint contest_entry_pkey primary key (campus_id, id),
    constraint contest_entry_once unique (campus_id, student_id, contest, level, held_on),
    constraint contest_entry_student foreign key (campus_id, student_id)
        references student (campus_id, id)
);
comment on constraint contest_entry_pkey on contest_entry is
    'This is stored already.';
comment on constraint contest_entry_once on contest_entry is
    'The student''s part in this contest on this day is stored already.';
comment on constraint contest_entry_student on contest_entry is
    'The row names something that is not stored; store that first.';

-- A warning event: levels, clocks and steps, and no free text, so that nothing here can be read
-- into anybody (R11, R13, R16). A drill is one, and counts nowhere.
create table warning_event (
    campus_id    int not null,
    id           uuid not null,
    student_id   bigint not null,
    level        warning_level not null,
    opened_on    date not null,
    noticed_at   timestamptz not null,
    noticed_by   bigint not null,
    is_drill     boolean not null,
    harm_by_others boolean not null,
    closed_on    date,
    ended        warning_end,
    next_on      date,
    constraint warning_event_pkey primary key (campus_id, id),
    constraint warning_event_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint warning_closed_with_next_or_reason
        check (closed_on is null or ended is not null or next_on is not null),
    constraint warning_days_in_order check (opened_on <= closed_on and closed_on < next_on)
);
comment on constraint warning_event_pkey on warning_event is
    'This is stored already.';
comment on constraint warning_event_student on warning_event is
    'The row names something that is not stored; store that first.';
comment on constraint warning_closed_with_next_or_reason on warning_event is
    'A case closes with a reason or the date of the next look: give --ended or --next-on.';
comment on constraint warning_days_in_order on warning_event is
    'The days are out of order: opened, closed, then the next look.';
create index warning_event_of_day on warning_event (campus_id, opened_on);

create table warning_step (
    campus_id  int not null,
    id         uuid not null,
    warning_id uuid not null,
    act        warning_act not null,
    done_at    timestamptz not null,
    done_by    bigint not null,
    constraint warning_step_pkey primary key (campus_id, id),
    constraint warning_step_event foreign key (campus_id, warning_id)
        references warning_event (campus_id, id)
);
comment on constraint warning_step_pkey on warning_step is
    'This is stored already.';
comment on constraint warning_step_event on warning_step is
    'The row names something that is not stored; store that first.';
create index warning_step_of_event on warning_step (campus_id, warning_id);

insert into rule (name, code, sentence) values
    ('subject_given', 'INVALID', 'The row has no subject; give one such as 数学.'),
    ('exam_given', 'INVALID', 'The row has no examination; give final, midterm or test.'),
    ('taken_on_given', 'INVALID', 'The row has no day; give one such as 2026-07-01.'),
    ('full_mark_given', 'INVALID', 'The row has no full mark, such as 100 or 150.'),
    ('contest_given', 'INVALID', 'The row has no contest; give its name.'),
    ('level_given', 'INVALID',
     'The row has no level; give school, district, city, province or nation.'),
    ('held_on_given', 'INVALID', 'The row has no day; give one such as 2026-05-16.'),
    ('day_not_in_future', 'INVALID', 'The day is in the future; only what has been is stored.'),
    ('warning_closed', 'CONFLICT', 'The warning event is closed; open a new one.'),
    ('warning_needs_report', 'CONFLICT',
     'Harm by others is reported before the case closes: note it with `warning act --act '
     'mandatory_report`.');

reset role;
