-- oldest-daemon: 0.2.0
-- Psychological care: tiers, counselling notes (sealed), a watch for words in ordinary records, the
-- chain of escalation (R1, R2, R10, R11, R17, R18).

set local role jiedui_owner;

create type care_tier as enum ('support', 'focus', 'urgent');
create type counselling_form as enum ('individual', 'group', 'guardian');
create type watch_outcome as enum ('nothing', 'follow_up');

-- A tier from a day on; the latest one holds.
create table care (
    campus_id  int not null,
    student_id bigint not null,
    since      date not null,
    tier       care_tier not null,
    ended      boolean not null default false,
    set_at     timestamptz not null,
    set_by     bigint not null,
    constraint care_pkey primary key (campus_id, student_id, since),
    constraint care_student foreign key (campus_id, student_id)
        references student (campus_id, id)
);
comment on constraint care_pkey on care is
    'This is stored already.';
comment on constraint care_student on care is
    'The row names something that is not stored; store that first.';

create table counselling (
    campus_id  int not null,
    id         uuid not null,
    student_id bigint not null,
    held_at    timestamptz not null,
    form       counselling_form not null,
    minutes    minutes not null,
    note       bytea,
    next_on    date,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint counselling_pkey primary key (campus_id, id),
    constraint counselling_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint counselling_note_given check (note is not null)
);
comment on constraint counselling_pkey on counselling is
    'This is stored already.';
comment on constraint counselling_student on counselling is
    'The row names something that is not stored; store that first.';
comment on constraint counselling_note_given on counselling is
    'The note is missing: say what was talked about with --note.';
create index counselling_of_student on counselling (campus_id, student_id, held_at);

-- Words that somebody should look at when they stand in an ordinary record. Each campus has its own
-- list; without one the first below holds.
create table watch_word_default (
    word short_text not null,
    constraint watch_word_default_pkey primary key (word)
);
comment on constraint watch_word_default_pkey on watch_word_default is
    'This is stored already.';
insert into watch_word_default (word) values
    ('自杀'), ('自残'), ('自伤'), ('轻生'), ('不想活'), ('活着没意思'), ('想死'), ('割腕'), ('跳楼'),
    ('遗书'), ('被打'), ('家暴'), ('猥亵'), ('欺凌');

create table watch_word (
    campus_id int not null,
    word      short_text not null,
    watched   boolean not null,
    constraint watch_word_pkey primary key (campus_id, word),
    constraint watch_word_given check (length(word) between 2 and 20)
);
comment on constraint watch_word_pkey on watch_word is
    'The word is on the list already.';
comment on constraint watch_word_given on watch_word is
    'A word to watch for has 2 to 20 characters.';

-- That a person looked at a record's text as it then was. No label is ever set by a word alone.
create table watch_look (
    campus_id int not null,
    record_id uuid not null,
    version   int not null,
    outcome   watch_outcome not null,
    looked_at timestamptz not null,
    looked_by bigint not null,
    constraint watch_look_pkey primary key (campus_id, record_id, version),
    constraint watch_look_record foreign key (campus_id, record_id)
        references record (campus_id, id)
);
comment on constraint watch_look_pkey on watch_look is
    'Somebody has looked at this record already.';
comment on constraint watch_look_record on watch_look is
    'The row names something that is not stored; store that first.';

-- Who is told next, and within which time; a campus without steps of its own has the first list.
create table escalation_default (
    place   int not null,
    who     short_text not null,
    minutes int not null,
    constraint escalation_default_pkey primary key (place)
);
comment on constraint escalation_default_pkey on escalation_default is
    'This is stored already.';
insert into escalation_default (place, who, minutes) values
    (1, '心理教师', 10), (2, '学校负责人', 30), (3, '监护人', 60), (4, '区教育局值班', 120),
    (5, '医院或公安(按强制报告)', 240);

create table escalation_step (
    campus_id int not null,
    place     int not null,
    who       short_text,
    minutes   int not null,
    constraint escalation_step_pkey primary key (campus_id, place),
    constraint escalation_step_who_given check (who is not null and who <> ''),
    constraint escalation_step_in_range check (place between 1 and 20
                                               and minutes between 1 and 10080)
);
comment on constraint escalation_step_pkey on escalation_step is
    'This is stored already.';
comment on constraint escalation_step_who_given on escalation_step is
    'Say who is told: give --who.';
comment on constraint escalation_step_in_range on escalation_step is
    'A chain has places 1 to 20 and times of 1 minute to 7 days.';

insert into rule (name, code, sentence) values
    ('watch_version', 'CONFLICT',
     'The record was corrected in between: list the watch and look at what it says now.');

-- The words a campus watches for.
create function watched_words() returns table (word text, own boolean) language sql stable as $$
    select d.word::text, false from watch_word_default as d
    where not exists (select from watch_word as w
                      where w.campus_id = current_campus() and w.word = d.word)
    union all
    select w.word::text, true from watch_word as w
    where w.campus_id = current_campus() and w.watched
$$;

reset role;
