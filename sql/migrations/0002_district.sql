-- oldest-daemon: 0.1.0
-- What belongs to the district as a whole: small reference tables without campus_id.

set local role jiedui_owner;

create table district (
    id        int not null default 1,
    name      text not null,
    time_zone text not null,
    constraint district_pkey primary key (id),
    constraint district_is_one_row check (id = 1)
);
comment on constraint district_is_one_row on district is
    'An installation serves one district; change the row that is there.';
insert into district (name, time_zone) values ('District', 'Asia/Shanghai');

-- The date of an instant in the district's time zone.
create function local_date(given timestamptz) returns date language sql stable strict
return (given at time zone (select time_zone from district))::date;

create function today() returns date language sql stable
return local_date(clock());

-- Row 0 is the district itself: its own accounts live there.
create table campus (
    id       int generated always as identity,
    code     campus_code,
    name     person_name,
    stage    stage,
    added_at timestamptz not null default now(),
    constraint campus_pkey primary key (id),
    constraint campus_code_once unique (code),
    constraint campus_code_given check (code is not null),
    constraint campus_name_given check (name is not null),
    constraint campus_stage_given check (stage is not null)
);
comment on constraint campus_code_once on campus is
    'A campus with this code exists already; list the campuses and compare.';
comment on constraint campus_code_given on campus is
    'The campus has no code; give its ten digits with --code.';
comment on constraint campus_name_given on campus is
    'The campus has no name; give one with --name.';
comment on constraint campus_stage_given on campus is
    'The campus has no stage; give one with --stage.';
insert into campus (id, code, name, stage) overriding system value
values (0, '0000000000', 'District', 'complete');

create function campus_code_of(campus int) returns campus_code language sql stable strict
return (select code from campus where id = campus_code_of.campus);

create table plan (
    year       int not null,
    title      text not null,
    first_on   date not null,
    last_on    date not null,
    cutoff_on  date not null,
    is_current boolean not null default false,
    constraint plan_pkey primary key (year),
    constraint plan_days_in_order check (first_on <= last_on and last_on <= cutoff_on)
);
comment on constraint plan_days_in_order on plan is
    'The plan''s days are out of order: first day, last day, then the cut-off of its figures.';
create unique index plan_one_current on plan ((true)) where is_current;
comment on index plan_one_current is
    'Another plan is current; end it first.';

create function current_plan() returns int language sql stable
return (select year from plan where is_current);

create function plan_first_on() returns date language sql stable
return (select first_on from plan where is_current);

-- What a number of the plan means, and what it may be.
create table plan_number_kind (
    name    text collate "C" not null,
    label   text not null,
    unit    text not null,
    meaning text not null,
    lowest  numeric not null,
    highest numeric not null,
    source  text not null,
    is_whole boolean not null,
    constraint plan_number_kind_pkey primary key (name)
);

-- Every change of a number makes a version; figures keep the version they were computed with.
create table plan_version (
    year        int not null,
    version     int not null,
    valid_from  date not null,
    note        short_text,
    recorded_at timestamptz not null default now(),
    recorded_by bigint,
    constraint plan_version_pkey primary key (year, version),
    constraint plan_version_plan foreign key (year) references plan (year)
);

create table plan_number (
    year    int not null,
    version int not null,
    name    text collate "C" not null,
    value   numeric not null,
    constraint plan_number_pkey primary key (year, version, name),
    constraint plan_number_version foreign key (year, version)
        references plan_version (year, version),
    constraint plan_number_known foreign key (name) references plan_number_kind (name)
);
comment on constraint plan_number_known on plan_number is
    'The plan has no number of this name; plan show lists them.';

-- The current plan's version in force on a day; before the first one, the first one.
create function plan_version_on(on_day date) returns int language sql stable
return (select version from plan_version where year = current_plan()
        order by valid_from <= on_day desc,
                 case when valid_from <= on_day then valid_from end desc,
                 case when valid_from <= on_day then version end desc, version
        limit 1);

-- A number of the current plan as it is in force on a day.
create function plan_value(number_name text, on_day date) returns numeric language sql stable
return (select value from plan_number
        where year = current_plan() and version = plan_version_on(on_day) and name = number_name);

create table calendar (
    first_on date not null,
    last_on  date,
    kind     calendar_kind not null,
    name     short_text,
    constraint calendar_pkey primary key (first_on, kind),
    constraint calendar_last_on_given check (last_on is not null),
    constraint calendar_days_in_order check (first_on <= last_on)
);
comment on constraint calendar_pkey on calendar is
    'The calendar has a span of this kind from this day already.';
comment on constraint calendar_last_on_given on calendar is
    'The span has no last day; give one, the same as the first for a single day.';
comment on constraint calendar_days_in_order on calendar is
    'The span ends before it begins; exchange its first and last day.';

-- Directories: where a value that is unique in the district is found. Nothing else stands here.

create table student_directory (
    student_no student_no not null,
    campus_id  int not null,
    student_id bigint not null,
    constraint student_on_roll_elsewhere primary key (student_no)
);
comment on constraint student_on_roll_elsewhere on student_directory is
    'The student is on roll elsewhere: ask for a transfer.';

create table account_directory (
    account    account_name not null,
    campus_id  int not null,
    account_id bigint not null,
    constraint account_name_once primary key (account)
);
comment on constraint account_name_once on account_directory is
    'An account of this name exists already in the district; choose another name.';

reset role;
