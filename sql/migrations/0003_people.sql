-- oldest-daemon: 0.1.0
-- Staff, accounts and students of a campus. Every key of a tenant table begins with campus_id.

set local role jiedui_owner;

-- A guest is another campus's mentor, lent to this one until a day; the number is CODE/NO.
create table staff (
    campus_id             int not null,
    id                    bigint generated always as identity,
    staff_no              staff_no,
    name                  person_name,
    duty                  short_text,
    subject               subject,
    external_until        date,
    background_checked_on date,
    phone                 phone,
    pinyin                short_text,
    home_campus_id        int,
    home_staff_id         bigint,
    until                 date,
    constraint staff_pkey primary key (campus_id, id),
    constraint staff_no_once unique (campus_id, staff_no),
    constraint staff_guest_once unique (campus_id, home_campus_id, home_staff_id),
    constraint staff_campus foreign key (campus_id) references campus (id),
    constraint staff_no_given check (staff_no is not null),
    constraint staff_name_given check (name is not null),
    constraint staff_duty_given check (duty is not null and duty <> ''),
    constraint staff_guest_is_whole
        check (num_nulls(home_campus_id, home_staff_id, until) in (0, 3))
);
comment on constraint staff_no_once on staff is
    'The campus has a member of staff with this number already.';
comment on constraint staff_no_given on staff is
    'The member of staff has no number; fill in the column staff_no.';
comment on constraint staff_name_given on staff is
    'The member of staff has no name; fill in the column name.';
comment on constraint staff_duty_given on staff is
    'The member of staff has no duty; fill in the column duty.';
comment on constraint staff_guest_is_whole on staff is
    'A guest has a home campus, a home number and a last day, or none of the three.';

-- External mentors (校外辅导员) serve under a contract and a background check.
create function is_external(duty text, external_until date) returns boolean
language sql immutable
return coalesce(duty in ('校外辅导员', 'external_mentor'), false) or external_until is not null;

create table account (
    campus_id     int not null,
    id            bigint generated always as identity,
    account       account_name not null,
    password_hash text not null,
    created_at    timestamptz not null,
    created_by    bigint,
    disabled_at   timestamptz,
    constraint account_pkey primary key (campus_id, id),
    constraint account_once unique (campus_id, account),
    constraint account_campus foreign key (campus_id) references campus (id)
);
comment on constraint account_once on account is
    'An account of this name exists already; choose another name.';

-- A membership: this account has this role in this campus, until the day it names.
create table account_role (
    campus_id         int not null,
    account_campus_id int not null,
    account_id        bigint not null,
    role              role_name not null,
    staff_id          bigint,
    until             date,
    granted_at        timestamptz not null,
    granted_by        bigint,
    constraint account_role_pkey primary key (campus_id, account_id, role),
    constraint account_role_account foreign key (account_campus_id, account_id)
        references account (campus_id, id),
    constraint account_role_staff foreign key (campus_id, staff_id)
        references staff (campus_id, id),
    constraint account_role_mentor_has_staff check (role <> 'mentor' or staff_id is not null),
    constraint account_role_district_in_district
        check ((role = 'district_administrator') = (campus_id = 0))
);
comment on constraint account_role_mentor_has_staff on account_role is
    'A mentor''s account belongs to a member of staff; name the staff number with --staff.';
comment on constraint account_role_district_in_district on account_role is
    'District administrators belong to the district, leads and mentors to a campus; name the '
    'campus with --campus.';
create index account_role_of_account on account_role (account_campus_id, account_id);
create index account_role_of_staff on account_role (campus_id, staff_id);

-- Only the SHA-256 of a session's 32 random bytes is stored.
create table session (
    campus_id    int not null,
    token_sha256 bytea not null,
    account_id   bigint not null,
    started_at   timestamptz not null,
    expires_at   timestamptz not null,
    ended_at     timestamptz,
    constraint session_pkey primary key (token_sha256),
    constraint session_account foreign key (campus_id, account_id)
        references account (campus_id, id)
);
create index session_of_account on session (campus_id, account_id) where ended_at is null;

-- Wrong passwords by account name, known or not: ever longer pauses, never a lock.
create table login_attempt (
    account       text collate "C" not null,
    failures      int not null,
    blocked_until timestamptz,
    constraint login_attempt_pkey primary key (account)
);

-- An idempotent write claims its request id and keeps its reply.
create table request_claim (
    campus_id    int not null,
    account_id   bigint not null,
    method       text collate "C" not null,
    request_id   uuid not null,
    request_hash bytea not null,
    reply        bytea,
    claimed_at   timestamptz not null,
    constraint request_claim_pkey primary key (campus_id, account_id, method, request_id)
);
comment on constraint request_claim_pkey on request_claim is
    'The request was made before; its first answer stands.';

create table student (
    campus_id      int not null,
    id             bigint generated always as identity,
    student_no     student_no,
    name           person_name,
    gender         gender,
    born_on        date,
    grade          grade,
    class_name     short_text,
    class_seat     short_text,
    boarding       boarding,
    left_behind    boolean,
    guardian_name  person_name,
    guardian_phone phone,
    pinyin         short_text,
    enrolled_on    date not null,
    left_on        date,
    constraint student_pkey primary key (campus_id, id),
    constraint student_no_once unique (campus_id, student_no),
    constraint student_campus foreign key (campus_id) references campus (id),
    constraint student_no_given check (student_no is not null),
    constraint student_no_in_capitals check (student_no = upper(student_no)),
    constraint student_name_given check (name is not null),
    constraint student_gender_given check (gender is not null),
    constraint student_born_on_given check (born_on is not null),
    constraint student_grade_given check (grade is not null),
    constraint student_class_given check (class_name is not null and class_name <> ''),
    constraint student_days_in_order check (enrolled_on <= left_on)
);
comment on constraint student_no_once on student is
    'The campus has a student with this number already.';
comment on constraint student_no_given on student is
    'The student has no number; fill in the column student_no.';
comment on constraint student_no_in_capitals on student is
    'The check digit of a student number is written as a capital X.';
comment on constraint student_name_given on student is
    'The student has no name; fill in the column name.';
comment on constraint student_gender_given on student is
    'The student has no gender; fill in the column gender.';
comment on constraint student_born_on_given on student is
    'The student has no date of birth; fill in the column born_on.';
comment on constraint student_grade_given on student is
    'The student has no grade; fill in the column grade.';
comment on constraint student_class_given on student is
    'The student has no class; fill in the column class_name.';
comment on constraint student_days_in_order on student is
    'The student leaves before being enrolled; exchange or correct the two days.';

reset role;
