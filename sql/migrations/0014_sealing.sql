-- oldest-daemon: 0.2.0
-- Keys of campuses and students, each wrapped by the one above, and the first sealed column.

set local role jiedui_owner;

-- A campus's key, wrapped by the master key of that version; old versions stay until no student's
-- key is wrapped by them.
create table campus_key (
    campus_id      int not null,
    version        int not null,
    wrapped        bytea not null,
    master_version int not null,
    created_at     timestamptz not null,
    constraint campus_key_pkey primary key (campus_id, version),
    constraint campus_key_campus foreign key (campus_id) references campus (id)
);
comment on constraint campus_key_pkey on campus_key is
    'The campus has a key of this version already.';
comment on constraint campus_key_campus on campus_key is
    'The key is of a campus that does not exist.';

-- A student's key; destroyed, the row stays and nothing that it sealed can be read again.
create table student_key (
    campus_id      int not null,
    id             uuid not null,
    student_id     bigint not null,
    wrapped        bytea,
    campus_version int not null,
    created_at     timestamptz not null,
    destroyed_at   timestamptz,
    constraint student_key_pkey primary key (campus_id, id),
    constraint student_key_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint student_key_campus_key foreign key (campus_id, campus_version)
        references campus_key (campus_id, version),
    constraint student_key_is_there_or_destroyed
        check ((wrapped is null) = (destroyed_at is not null))
);
comment on constraint student_key_pkey on student_key is
    'The student key exists already.';
comment on constraint student_key_student on student_key is
    'The key is of a student who does not exist.';
comment on constraint student_key_campus_key on student_key is
    'The key is wrapped by a campus key that does not exist.';
comment on constraint student_key_is_there_or_destroyed on student_key is
    'A key is either there or destroyed, with the moment of its destruction.';
create unique index student_key_one_in_force on student_key (campus_id, student_id)
    where destroyed_at is null;
comment on index student_key_one_in_force is 'The student has a key in force already.';
create index student_key_by_version on student_key (campus_id, campus_version)
    where destroyed_at is null;

-- A sealed value with the wrapped keys that open it: a read needs no further round trip. NULL once
-- the student's key is destroyed.
create function opened(value bytea) returns bytea language sql stable security definer
set search_path = public, pg_temp as $$
    select '\x02'::bytea || int4send(k.campus_id) || int4send(c.version)
           || int4send(c.master_version) || c.wrapped || k.wrapped || value
    from student_key as k
    join campus_key as c on c.campus_id = k.campus_id and c.version = k.campus_version
    where k.campus_id = current_campus() and k.destroyed_at is null
      and k.id = encode(substr(value, 2, 16), 'hex')::uuid
$$;

-- What was stored before sealing: nobody may read it, and the daemon seals it when it starts.
alter table need_source rename column evidence to evidence_plain;
alter table need_source add column evidence bytea, add column id uuid;

reset role;
