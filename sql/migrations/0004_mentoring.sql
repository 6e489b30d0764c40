-- oldest-daemon: 0.1.0
-- Mentors and what they may do, needs and what students and mentors wish, pairings, records.

set local role jiedui_owner;

-- capacity is the limit in force, min(the plan's cap, own_capacity); peak_load the most students
-- on any day from the last change on. Both are written by the functions of 0006 alone.
create table mentor (
    campus_id    int not null,
    staff_id     bigint not null,
    own_capacity capacity,
    capacity     int not null,
    lent         int not null default 0,
    peak_load    int not null default 0,
    loan_places  capacity not null default 0,
    constraint mentor_pkey primary key (campus_id, staff_id),
    constraint mentor_staff foreign key (campus_id, staff_id) references staff (campus_id, id),
    constraint mentor_lent_not_negative check (lent >= 0),
    constraint mentor_load_within_cap check (peak_load + lent <= capacity)
);
comment on constraint mentor_lent_not_negative on mentor is
    'More places are given back than were lent.';
comment on constraint mentor_load_within_cap on mentor is
    'The mentor would have more students than the limit allows: choose another mentor, end a '
    'pairing first, or keep a higher limit.';

create table mentor_profile (
    campus_id int not null,
    plan_year int not null,
    staff_id  bigint not null,
    "group"   need_group not null,
    bio       long_text,
    slots     slots,
    traits    traits,
    constraint mentor_profile_pkey primary key (campus_id, plan_year, staff_id, "group"),
    constraint mentor_profile_mentor foreign key (campus_id, staff_id)
        references mentor (campus_id, staff_id),
    constraint mentor_profile_plan foreign key (plan_year) references plan (year)
);
comment on constraint mentor_profile_pkey on mentor_profile is
    'The mentor is declared for this group already.';
create index mentor_profile_of_staff on mentor_profile (campus_id, staff_id);

-- Unverified (verified_by empty) or expired does not count.
create table qualification (
    campus_id   int not null,
    id          bigint generated always as identity,
    staff_id    bigint not null,
    kind        qualification_kind not null,
    subject     subject,
    valid_until date,
    reference   short_text,
    verified_by short_text,
    verified_at timestamptz,
    constraint qualification_pkey primary key (campus_id, id),
    constraint qualification_once unique nulls not distinct (campus_id, staff_id, kind, subject),
    constraint qualification_staff foreign key (campus_id, staff_id)
        references staff (campus_id, id),
    constraint qualification_valid_until_given check (valid_until is not null)
);
comment on constraint qualification_once on qualification is
    'The qualification is stored already.';
comment on constraint qualification_valid_until_given on qualification is
    'The qualification has no last day; fill in the column valid_until.';

create table need (
    campus_id  int not null,
    id         bigint generated always as identity,
    plan_year  int not null,
    student_id bigint not null,
    "group"    need_group not null,
    severity   severity,
    subject    subject,
    opened_on  date not null,
    closed_on  date,
    slots      slots,
    traits     traits,
    constraint need_pkey primary key (campus_id, id),
    constraint need_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint need_plan foreign key (plan_year) references plan (year),
    constraint need_severity_given check (severity is not null),
    constraint need_days_in_order check (opened_on <= closed_on),
    constraint need_one_open_per_group exclude using gist (campus_id with =, plan_year with =,
        student_id with =, "group" with =, daterange(opened_on, closed_on) with &&)
);
comment on constraint need_severity_given on need is
    'The need has no severity; give a whole number from 1 (slight) to 5 (severe).';
comment on constraint need_days_in_order on need is
    'The need is closed before it is opened; exchange or correct the two days.';
comment on constraint need_one_open_per_group on need is
    'The student has another need of this group open in these days; close that one first.';
create index need_of_group on need (campus_id, plan_year, "group", student_id);

-- row_md5 is of the row as it was given, so that giving it again is known to say nothing new.
create table need_source (
    campus_id int not null,
    need_id   bigint not null,
    source    need_origin not null,
    evidence  long_text,
    row_md5   text,
    constraint need_source_pkey primary key (campus_id, need_id, source),
    constraint need_source_need foreign key (campus_id, need_id) references need (campus_id, id)
);

-- A snapshot of the open needs (需求清单); the hash makes it provable.
create table need_list (
    campus_id int not null,
    id        uuid not null,
    plan_year int not null,
    number    int not null,
    frozen_on date not null,
    frozen_at timestamptz not null,
    frozen_by bigint not null,
    needs     int not null,
    sha256    bytea not null,
    constraint need_list_pkey primary key (campus_id, id),
    constraint need_list_number_once unique (campus_id, number),
    constraint need_list_plan foreign key (plan_year) references plan (year)
);

create table need_list_row (
    campus_id    int not null,
    need_list_id uuid not null,
    student_no   student_no not null,
    "group"      need_group not null,
    severity     int not null,
    sources      text not null,
    constraint need_list_row_pkey primary key (campus_id, need_list_id, student_no, "group"),
    constraint need_list_row_list foreign key (campus_id, need_list_id)
        references need_list (campus_id, id)
);

-- A student's choice of mentors, secret until the round closes.
create table choice (
    campus_id  int not null,
    plan_year  int not null,
    student_id bigint not null,
    "group"    need_group not null,
    rank       choice_rank not null,
    staff_id   bigint not null,
    constraint choice_pkey primary key (campus_id, plan_year, student_id, "group", rank),
    constraint choice_mentor_once unique (campus_id, plan_year, student_id, "group", staff_id)
        deferrable initially immediate,
    constraint choice_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint choice_mentor foreign key (campus_id, staff_id)
        references mentor (campus_id, staff_id),
    constraint choice_plan foreign key (plan_year) references plan (year)
);
comment on constraint choice_mentor_once on choice is
    'The student names this mentor twice in this group; keep one of the two.';

-- A mentor's answer to a student's wish: a rank, or refused.
create table answer (
    campus_id  int not null,
    plan_year  int not null,
    staff_id   bigint not null,
    "group"    need_group not null,
    student_id bigint not null,
    rank       int,
    refused    boolean not null,
    constraint answer_pkey primary key (campus_id, plan_year, staff_id, "group", student_id),
    constraint answer_mentor foreign key (campus_id, staff_id)
        references mentor (campus_id, staff_id),
    constraint answer_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint answer_plan foreign key (plan_year) references plan (year),
    constraint answer_ranks_or_refuses check (refused = (rank is null))
);
comment on constraint answer_ranks_or_refuses on answer is
    'The answer is missing; write 1 for the student wanted first, 2 for the next, or refuse.';
create index answer_of_student on answer (campus_id, student_id);

-- How well two persons fit, entered by hand, 0 to 100.
create table fit (
    campus_id       int not null,
    plan_year       int not null,
    student_id      bigint not null,
    staff_id        bigint not null,
    personality_fit percent_points,
    constraint fit_pkey primary key (campus_id, plan_year, student_id, staff_id),
    constraint fit_student foreign key (campus_id, student_id) references student (campus_id, id),
    constraint fit_staff foreign key (campus_id, staff_id) references staff (campus_id, id),
    constraint fit_plan foreign key (plan_year) references plan (year),
    constraint fit_given check (personality_fit is not null)
);
comment on constraint fit_given on fit is
    'The fit is missing; fill in the column personality_fit with a whole number from 0 to 100.';

-- Pairs that never may be: kin, an earlier conflict.
create table forbidden (
    campus_id    int not null,
    student_id   bigint not null,
    staff_id     bigint not null,
    reason       short_text,
    forbidden_at timestamptz not null,
    forbidden_by bigint,
    constraint forbidden_pkey primary key (campus_id, student_id, staff_id),
    constraint forbidden_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint forbidden_staff foreign key (campus_id, staff_id) references staff (campus_id, id),
    constraint forbidden_reason_given check (reason is not null and reason <> '')
);
comment on constraint forbidden_pkey on forbidden is
    'The pair is forbidden already.';
comment on constraint forbidden_reason_given on forbidden is
    'The reason is missing; say why the two may not be paired.';

-- History is never deleted: a pairing ends, with a reason, and may be made again.
create table pairing (
    campus_id  int not null,
    id         uuid not null,
    plan_year  int not null,
    student_id bigint not null,
    staff_id   bigint not null,
    "group"    need_group not null,
    started_on date not null,
    ended_on   date,
    end_reason short_text,
    origin     pairing_origin not null,
    run_id     uuid,
    replaces   uuid,
    opened_at  timestamptz not null,
    opened_by  bigint not null,
    ended_at   timestamptz,
    ended_by   bigint,
    constraint pairing_pkey primary key (campus_id, id),
    constraint pairing_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint pairing_mentor foreign key (campus_id, staff_id)
        references mentor (campus_id, staff_id),
    constraint pairing_plan foreign key (plan_year) references plan (year),
    constraint pairing_replaces foreign key (campus_id, replaces)
        references pairing (campus_id, id),
    constraint pairing_days_in_order check (started_on <= ended_on),
    constraint pairing_end_has_reason
        check (ended_on is null or (end_reason is not null and end_reason <> '')),
    constraint pairing_one_per_group exclude using gist (campus_id with =, student_id with =,
        "group" with =, daterange(started_on, ended_on) with &&)
);
comment on constraint pairing_days_in_order on pairing is
    'The pairing would end before it begins; give a day on or after its start.';
comment on constraint pairing_end_has_reason on pairing is
    'The reason is missing; say why the pairing ends with --reason.';
comment on constraint pairing_one_per_group on pairing is
    'The student has a pairing in this group in these days; end that one first.';
create index pairing_of_staff on pairing (campus_id, staff_id, started_on);

-- What happened between a mentor and a student; corrections keep the older versions.
create table record (
    campus_id  int not null,
    id         uuid not null,
    plan_year  int not null,
    staff_id   bigint not null,
    student_id bigint not null,
    "group"    need_group not null,
    kind       record_kind not null,
    channel    record_channel,
    held_at    timestamptz not null,
    minutes    minutes,
    topic      short_text,
    content    long_text,
    measures   long_text,
    effect     long_text,
    version    int not null default 1,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint record_pkey primary key (campus_id, id),
    constraint record_once unique (campus_id, staff_id, student_id, "group", kind, held_at),
    constraint record_staff foreign key (campus_id, staff_id) references staff (campus_id, id),
    constraint record_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint record_plan foreign key (plan_year) references plan (year),
    constraint record_channel_given check (channel is not null),
    constraint record_minutes_given check (minutes is not null)
);
comment on constraint record_once on record is
    'A record of these two, this kind and this moment is stored already; correct that one instead.';
comment on constraint record_channel_given on record is
    'The record has no channel; give face_to_face, phone, message or activity.';
comment on constraint record_minutes_given on record is
    'The record has no duration; give the minutes.';
create index record_of_student on record (campus_id, student_id, held_at);
create index record_of_time on record (campus_id, plan_year, held_at);

-- A version as it was until a correction replaced it.
create table record_version (
    campus_id   int not null,
    record_id   uuid not null,
    version     int not null,
    kind        record_kind not null,
    channel     record_channel not null,
    held_at     timestamptz not null,
    minutes     int not null,
    topic       text,
    content     text,
    measures    text,
    effect      text,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    replaced_at timestamptz not null,
    replaced_by bigint not null,
    reason      short_text,
    constraint record_version_pkey primary key (campus_id, record_id, version),
    constraint record_version_record foreign key (campus_id, record_id)
        references record (campus_id, id),
    constraint record_version_reason_given check (reason is not null and reason <> '')
);
comment on constraint record_version_reason_given on record_version is
    'The reason is missing; say why the record is corrected with --reason.';

reset role;
