-- oldest-daemon: 0.2.0
-- Talent files, the list of contests that count (白名单), evidence of awards, teams (R21, R22).

set local role jiedui_owner;

create table talent_file (
    campus_id  int not null,
    student_id bigint not null,
    field      short_text not null,
    level      short_text,
    coach_id   bigint,
    plan       long_text,
    set_at     timestamptz not null,
    set_by     bigint not null,
    constraint talent_file_pkey primary key (campus_id, student_id, field),
    constraint talent_file_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint talent_file_coach foreign key (campus_id, coach_id) references staff (campus_id, id),
    constraint talent_file_field_given check (field <> '')
);
comment on constraint talent_file_pkey on talent_file is
    'This is stored already.';
comment on constraint talent_file_student on talent_file is
    'The row names something that is not stored; store that first.';
comment on constraint talent_file_coach on talent_file is
    'The row names something that is not stored; store that first.';
comment on constraint talent_file_field_given on talent_file is
    'Say which talent: give --field, such as 机器人.';

-- Contests on the ministry's list, by the school year it is for; the district keeps it.
create table listed_contest (
    school_year text collate "C" not null,
    name        short_text not null,
    organiser   short_text,
    constraint listed_contest_pkey primary key (school_year, name),
    constraint listed_contest_year check (school_year ~ '^20[0-9]{2}-20[0-9]{2}$'),
    constraint listed_contest_name_given check (name <> '')
);
comment on constraint listed_contest_pkey on listed_contest is
    'The contest is on the list already.';
comment on constraint listed_contest_year on listed_contest is
    'A school year is written as 2025-2026.';
comment on constraint listed_contest_name_given on listed_contest is
    'The contest has no name.';

alter table contest_entry
    add column team short_text,
    add column evidence_sha256 bytea;

-- The school year of a day, 1 September to 31 August.
create function school_year(on_day date) returns text language sql immutable strict
return case when extract(month from on_day) >= 9
            then extract(year from on_day) || '-' || extract(year from on_day) + 1
            else extract(year from on_day) - 1 || '-' || extract(year from on_day) end;

reset role;
