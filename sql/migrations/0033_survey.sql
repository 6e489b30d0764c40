-- oldest-daemon: 0.2.0
-- Surveys of students and guardians, with who was asked and who answered (R49).

set local role jiedui_owner;

create type survey_audience as enum ('student', 'guardian');

create table survey (
    campus_id int not null,
    number    int not null,
    name      short_text,
    audience  survey_audience not null,
    opened_on date not null,
    closes_on date not null,
    opened_at timestamptz not null,
    opened_by bigint not null,
    constraint survey_pkey primary key (campus_id, number),
    constraint survey_days_in_order check (opened_on <= closes_on)
);
comment on constraint survey_pkey on survey is
    'This is stored already.';
comment on constraint survey_days_in_order on survey is
    'The survey would close before it opens; give a later last day.';

-- One row for everybody who was asked; an answer fills it.
create table survey_answer (
    campus_id   int not null,
    number      int not null,
    student_id  bigint not null,
    guidance    percent_points,
    growth      percent_points,
    remark      long_text,
    answered_at timestamptz,
    answered_by bigint,
    constraint survey_answer_pkey primary key (campus_id, number, student_id),
    constraint survey_answer_survey foreign key (campus_id, number)
        references survey (campus_id, number),
    constraint survey_answer_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint survey_answer_is_whole
        check (answered_at is null or (guidance is not null and growth is not null))
);
comment on constraint survey_answer_pkey on survey_answer is
    'This is stored already.';
comment on constraint survey_answer_survey on survey_answer is
    'The row names something that is not stored; store that first.';
comment on constraint survey_answer_student on survey_answer is
    'The row names something that is not stored; store that first.';
comment on constraint survey_answer_is_whole on survey_answer is
    'An answer needs both numbers: give --guidance and --growth, 0 to 100.';

insert into rule (name, code, sentence) values
    ('survey_running', 'CONFLICT', 'The survey is closed.'),
    ('survey_of_students', 'PERMISSION_DENIED',
     'This survey is the guardians'': the class teacher or the lead enters their papers.'),
    ('survey_of_guardians', 'PERMISSION_DENIED',
     'This survey is the students'' own: nobody answers for them.');

reset role;
