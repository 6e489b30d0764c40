-- oldest-daemon: 0.2.0
-- The academic group's three stages (S64–S80): diagnosis by knowledge points, remedy by steps,
-- improvement by plan; meetings with attendance.

set local role jiedui_owner;

create type tutoring_step as enum ('concept', 'example', 'variation');
create type artefact_kind as enum ('mind_map', 'review_plan', 'multiple_solution',
                                   'variant_problem', 'work');
create type meeting_kind as enum ('mobilisation', 'signing_ceremony', 'method_meeting',
                                  'group_meeting', 'case_conference', 'training');
create type stage_name as enum ('diagnosis', 'remedy', 'improvement');

-- A knowledge point as a student met it in one test. The dimension is the radar's axis.
create table diagnosis (
    campus_id  int not null,
    student_id bigint not null,
    subject    subject not null,
    dimension  short_text not null,
    point      short_text not null,
    taken_on   date not null,
    full_mark  numeric not null,
    mark       numeric not null,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint diagnosis_pkey primary key (campus_id, student_id, subject, point, taken_on),
    constraint diagnosis_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint diagnosis_point_given check (point <> '' and dimension <> ''),
    constraint diagnosis_full_mark check (full_mark > 0 and full_mark <= 1000),
    constraint diagnosis_within_full_mark check (mark between 0 and full_mark)
);
comment on constraint diagnosis_pkey on diagnosis is
    'This is stored already.';
comment on constraint diagnosis_student on diagnosis is
    'The row names something that is not stored; store that first.';
comment on constraint diagnosis_point_given on diagnosis is
    'Give the knowledge point and the ability it belongs to.';
comment on constraint diagnosis_full_mark on diagnosis is
    'The full mark is above 0 and at most 1000.';
comment on constraint diagnosis_within_full_mark on diagnosis is
    'The mark is from 0 to the full mark.';

-- Why an exercise went wrong. The plan's three causes are everybody's, a campus adds its own.
create table error_cause_default (
    name short_text not null,
    constraint error_cause_default_pkey primary key (name)
);
comment on constraint error_cause_default_pkey on error_cause_default is
    'This is stored already.';
insert into error_cause_default (name) values ('知识遗忘'), ('理解偏差'), ('计算失误');

create table error_cause (
    campus_id int not null,
    name      short_text not null,
    constraint error_cause_pkey primary key (campus_id, name),
    constraint error_cause_name_given check (name <> '')
);
comment on constraint error_cause_pkey on error_cause is
    'The campus has this cause already.';
comment on constraint error_cause_name_given on error_cause is
    'The cause has no name.';

create table error_entry (
    campus_id  int not null,
    id         uuid not null,
    student_id bigint not null,
    subject    subject not null,
    cause      short_text not null,
    point      short_text,
    found_on   date not null,
    errors     int not null,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint error_entry_pkey primary key (campus_id, id),
    constraint error_entry_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint error_entry_counts check (errors between 1 and 999)
);
comment on constraint error_entry_pkey on error_entry is
    'This is stored already.';
comment on constraint error_entry_student on error_entry is
    'The row names something that is not stored; store that first.';
comment on constraint error_entry_counts on error_entry is
    'Errors are counted from 1 to 999.';
create index error_entry_of_student on error_entry (campus_id, student_id, found_on);

-- A step of a tutoring record: 基础概念, 典型例题, 变式训练; graded exercises; the marks made while
-- previewing (已知, 疑问, 拓展点).
create table tutoring (
    campus_id   int not null,
    record_id   uuid not null,
    step        tutoring_step not null,
    subject     subject,
    point       short_text,
    exercises   int,
    correct     int,
    known       int,
    questions   int,
    extensions  int,
    constraint tutoring_pkey primary key (campus_id, record_id, step),
    constraint tutoring_record foreign key (campus_id, record_id)
        references record (campus_id, id),
    constraint tutoring_subject_given check (subject is not null),
    constraint tutoring_counts check (exercises between 0 and 99 and correct between 0 and exercises
        and known between 0 and 999 and questions between 0 and 999
        and extensions between 0 and 999)
);
comment on constraint tutoring_pkey on tutoring is
    'This step of the session is stored already.';
comment on constraint tutoring_record on tutoring is
    'The row names something that is not stored; store that first.';
comment on constraint tutoring_subject_given on tutoring is
    'The step has no subject; give one such as 数学.';
comment on constraint tutoring_counts on tutoring is
    'The counts are out of range: no more can be correct than there were exercises.';

-- What a student made: a text, a file, or both. A file is a picture, a PDF or a mind map.
create table artefact (
    campus_id  int not null,
    id         uuid not null,
    student_id bigint not null,
    kind       artefact_kind not null,
    subject    subject,
    title      short_text not null,
    content    long_text,
    media_type text collate "C",
    file       bytea,
    made_on    date not null,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint artefact_pkey primary key (campus_id, id),
    constraint artefact_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint artefact_not_empty check (num_nonnulls(nullif(content, ''), file) > 0),
    constraint artefact_title_given check (title <> ''),
    constraint artefact_file_small check (length(file) <= 1048576),
    constraint artefact_file_known check ((file is null) = (media_type is null))
);
comment on constraint artefact_pkey on artefact is
    'This is stored already.';
comment on constraint artefact_student on artefact is
    'The row names something that is not stored; store that first.';
comment on constraint artefact_not_empty on artefact is
    'There is nothing in it: give --content or --file.';
comment on constraint artefact_title_given on artefact is
    'The piece has no title.';
comment on constraint artefact_file_small on artefact is
    'The file is too large: it may have 1 MiB.';
comment on constraint artefact_file_known on artefact is
    'The file is neither a picture (PNG, JPEG), a PDF nor an XMind file.';
create index artefact_of_student on artefact (campus_id, student_id, kind);

-- What the file is, by its first bytes: its name is not asked.
create function media_type_of(file bytea) returns text language sql immutable
return case
    when file is null then null
    when substr(file, 1, 8) = '\x89504e470d0a1a0a' then 'image/png'
    when substr(file, 1, 3) = '\xffd8ff' then 'image/jpeg'
    when substr(file, 1, 5) = '\x255044462d' then 'application/pdf'
    when substr(file, 1, 4) = '\x504b0304' then 'application/vnd.xmind.workbook'
end;

-- Meetings, of the plan and of everyday work, with who was there.
create table meeting (
    campus_id   int not null,
    id          uuid not null,
    plan_year   int not null,
    kind        meeting_kind not null,
    held_on     date not null,
    topic       short_text,
    place       short_text,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint meeting_pkey primary key (campus_id, id),
    constraint meeting_plan foreign key (plan_year) references plan (year)
);
comment on constraint meeting_pkey on meeting is
    'This is stored already.';
comment on constraint meeting_plan on meeting is
    'The row names something that is not stored; store that first.';
create index meeting_of_day on meeting (campus_id, plan_year, kind, held_on);

create table meeting_attendance (
    campus_id  int not null,
    meeting_id uuid not null,
    student_id bigint,
    staff_id   bigint,
    shared     boolean not null default false,
    constraint meeting_attendance_once unique nulls not distinct
        (campus_id, meeting_id, student_id, staff_id),
    constraint meeting_attendance_meeting foreign key (campus_id, meeting_id)
        references meeting (campus_id, id),
    constraint meeting_attendance_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint meeting_attendance_staff foreign key (campus_id, staff_id)
        references staff (campus_id, id),
    constraint meeting_attendance_of_one check (num_nonnulls(student_id, staff_id) = 1)
);
comment on constraint meeting_attendance_once on meeting_attendance is
    'This is stored already.';
comment on constraint meeting_attendance_meeting on meeting_attendance is
    'The row names something that is not stored; store that first.';
comment on constraint meeting_attendance_student on meeting_attendance is
    'The row names something that is not stored; store that first.';
comment on constraint meeting_attendance_staff on meeting_attendance is
    'The row names something that is not stored; store that first.';
comment on constraint meeting_attendance_of_one on meeting_attendance is
    'One person attends: a student or a member of staff.';

insert into rule (name, code, sentence) values
    ('error_cause_known', 'INVALID',
     'There is no such cause; `errorcause kinds` lists them, `errorcause add-kind` adds one.'),
    ('tutoring_record_kind', 'CONFLICT', 'Steps belong to a record of the kind tutoring.'),
    ('point_given', 'INVALID', 'The row has no knowledge point.'),
    ('dimension_given', 'INVALID', 'The row has no ability that the point belongs to.'),
    ('mark_given', 'INVALID', 'The row has no mark.'),
    ('error_cause_new', 'CONFLICT', 'The plan has this cause already.'),
    ('meeting_of_the_lead', 'PERMISSION_DENIED',
     'A mentor notes method and group meetings; all others are the campus lead''s to note.');

-- Each knowledge point of a student as it was met last, up to a day.
create function points_on(of_student bigint, on_day date)
returns table (subject subject, dimension short_text, point short_text, taken_on date, mark numeric,
               full_mark numeric, first_mark numeric, first_full numeric)
language sql stable as $$
    select distinct on (d.subject, d.point) d.subject, d.dimension, d.point, d.taken_on, d.mark,
           d.full_mark,
           first_value(d.mark) over w, first_value(d.full_mark) over w
    from diagnosis as d
    where d.campus_id = current_campus() and d.student_id = of_student and d.taken_on <= on_day
    window w as (partition by d.subject, d.point order by d.taken_on)
    order by d.subject, d.point, d.taken_on desc
$$;

-- What a student's stages ask for and what there is, up to a day (S64–S80). Each stage's artefacts
-- are counted from its first month on.
create function stage_artefacts(of_student bigint, on_day date)
returns table (stage stage_name, artefact text, needed int, found int)
language sql stable as $$
    with y as (
        select p.year, p.first_on,
               make_date(p.year, coalesce(plan_value('remedy_first_month', on_day), 5)::int, 1)
                   as remedy_on,
               make_date(p.year, coalesce(plan_value('remedy_last_month', on_day), 10)::int, 1)
                   + interval '1 month' as improvement_on
        from plan as p where p.is_current
    )
    select v.stage::stage_name, v.artefact, v.needed, v.found::int
    from y
    cross join lateral (values
        ('diagnosis', 'radar', 3, (
            select count(distinct d.dimension) from diagnosis as d
            where d.campus_id = current_campus() and d.student_id = of_student
              and d.taken_on between y.first_on and on_day)),
        ('diagnosis', 'weakness_list', 1, (
            select count(*) from points_on(of_student, on_day) as d
            where d.taken_on >= y.first_on)),
        ('remedy', 'tutoring_concept', 1, (
            select count(*) from tutoring as t
            join record as r on r.campus_id = t.campus_id and r.id = t.record_id
            where t.campus_id = current_campus() and r.student_id = of_student
              and t.step = 'concept' and local_date(r.held_at) between y.remedy_on and on_day)),
        ('remedy', 'tutoring_example', 1, (
            select count(*) from tutoring as t
            join record as r on r.campus_id = t.campus_id and r.id = t.record_id
            where t.campus_id = current_campus() and r.student_id = of_student
              and t.step = 'example' and local_date(r.held_at) between y.remedy_on and on_day)),
        ('remedy', 'tutoring_variation', 1, (
            select count(*) from tutoring as t
            join record as r on r.campus_id = t.campus_id and r.id = t.record_id
            where t.campus_id = current_campus() and r.student_id = of_student
              and t.step = 'variation' and local_date(r.held_at) between y.remedy_on and on_day)),
        ('remedy', 'error_causes', 1, (
            select count(*) from error_entry as e
            where e.campus_id = current_campus() and e.student_id = of_student
              and e.found_on between y.remedy_on and on_day)),
        ('remedy', 'mind_map', 1, (
            select count(*) from artefact as a
            where a.campus_id = current_campus() and a.student_id = of_student
              and a.kind = 'mind_map' and a.made_on between y.remedy_on and on_day)),
        ('improvement', 'review_plan', 1, (
            select count(*) from artefact as a
            where a.campus_id = current_campus() and a.student_id = of_student
              and a.kind = 'review_plan' and a.made_on between y.improvement_on and on_day)),
        ('improvement', 'multiple_solution', 1, (
            select count(*) from artefact as a
            where a.campus_id = current_campus() and a.student_id = of_student
              and a.kind in ('multiple_solution', 'variant_problem')
              and a.made_on between y.improvement_on and on_day))
    ) as v (stage, artefact, needed, found)
$$;

-- The stage of a day, null before the first.
create function stage_on(on_day date) returns stage_name language sql stable as $$
    select (case
        when on_day >= make_date(p.year, coalesce(plan_value('remedy_last_month', on_day), 10)::int,
                                 1) + interval '1 month' then 'improvement'
        when on_day >= make_date(p.year, coalesce(plan_value('remedy_first_month', on_day), 5)::int,
                                 1) then 'remedy'
        when on_day >= p.first_on then 'diagnosis' end)::stage_name
    from plan as p where p.is_current
$$;

create trigger diagnosis_noted after insert or update or delete on diagnosis
    for each row when (current_setting('jiedui.import', true) <> '')
    execute function note_import();

-- What an erased student made is emptied; that there was something still counts.
create function empty_pieces() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
    update artefact set title = '已删除', content = '已删除', media_type = null, file = null
    where campus_id = new.campus_id and student_id = new.student_id;
    return null;
end
$$;
create trigger erasure_empties_pieces after insert on erasure
    for each row execute function empty_pieces();

reset role;
