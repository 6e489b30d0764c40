-- The reference set of the benchmarks, as many campuses as :campuses says, each with 1,500
-- students, 120 mentors of five students, and 20,000 records; a session for every mentor and lead.
-- Staff n of campus c has id c * 1000 + n and number 10000 + n; student n id c * 10000 + n.

set session_replication_role = replica; -- references are right by making

insert into campus (id, code, name, stage) overriding system value
select c, (9000000000 + c)::text, '第' || c || '中学', 'senior'
from generate_series(1, :campuses) as c;

insert into staff (campus_id, id, staff_no, name, duty) overriding system value
select c, c * 1000 + n, (10000 + n)::text, '导师' || n, '任课教师'
from generate_series(1, :campuses) as c, generate_series(1, 120) as n;

insert into mentor (campus_id, staff_id, capacity, peak_load)
select campus_id, id, 5, 5 from staff;

insert into mentor_profile (campus_id, plan_year, staff_id, "group", slots, traits)
select campus_id, 2026, id, 'general', 'Mon4;Wed5', '50/60/70/40/55' from staff;

insert into student (campus_id, id, student_no, name, gender, born_on, grade, class_name, boarding,
                     enrolled_on) overriding system value
select c, c * 10000 + n, 'L' || lpad((c * 10000 + n)::text, 18, '0'), '学生' || n, 'unknown',
       '2010-05-06', 31 + n % 3, '高一(' || n % 30 + 1 || ')班', 'day', '2025-09-01'
from generate_series(1, :campuses) as c, generate_series(1, 1500) as n;

insert into student_directory (student_no, campus_id, student_id)
select student_no, campus_id, id from student;

insert into need (campus_id, plan_year, student_id, "group", severity, opened_on)
select campus_id, 2026, id, 'general', 3, '2026-03-01'
from student where id % 10000 <= 600;

insert into pairing (campus_id, id, plan_year, student_id, staff_id, "group", started_on, origin,
                     opened_at, opened_by)
select campus_id, lpad(to_hex(id), 32, '0')::uuid, 2026, id,
       campus_id * 1000 + (id % 10000 - 1) % 120 + 1, 'general', '2026-03-05', 'match',
       '2026-03-05T08:00:00Z', campus_id * 1000 + 999
from student where id % 10000 <= 600;

insert into record (campus_id, id, plan_year, staff_id, student_id, "group", kind, channel,
                    held_at, minutes, topic, content, recorded_at, recorded_by)
select p.campus_id, lpad(to_hex(p.student_id * 100 + day), 32, '0')::uuid, 2026, p.staff_id,
       p.student_id, p."group", 'meeting', 'face_to_face',
       timestamptz '2026-03-09T16:30:00+08' + day * interval '1 day', 40, '阅读习惯与作业安排',
       repeat('谈了本周的作业与阅读，', 4), timestamptz '2026-03-09T20:00:00+08', p.staff_id
from generate_series(0, 33) as day
cross join pairing as p
where day * 600 + p.student_id % 10000 <= 20000;

-- An account for every mentor, of the same id, and a lead of id 999 for every campus.
insert into account (campus_id, id, account, password_hash, created_at) overriding system value
select c, c * 1000 + n, case n when 999 then 'lead.' else 'mentor.' end || c * 1000 + n, '', now()
from generate_series(1, :campuses) as c,
     (select generate_series(1, 120) union all values (999)) as people (n);

insert into account_directory (account, campus_id, account_id)
select account, campus_id, id from account where campus_id > 0;

insert into account_role (campus_id, account_campus_id, account_id, role, staff_id, granted_at)
select campus_id, campus_id, id, case id % 1000 when 999 then 'campus_lead' else 'mentor' end::role_name,
       case id % 1000 when 999 then null else id end, now()
from account where campus_id > 0;

insert into device (campus_id, id, name, issued_at, enrolled_at, certified_until)
values (0, '00000000-0000-4000-8000-00000000b001', 'bench', now(), now(),
        now() + interval '30 days');
insert into session (campus_id, token_sha256, account_id, device_id, started_at, expires_at)
select campus_id, sha256(sha256((:'salt' || id)::bytea)), id,
       '00000000-0000-4000-8000-00000000b001', now(), now() + interval '12 hours'
from account where campus_id > 0;

-- The peer's table: the same columns, keys, indexes, constraints and rows, without anything else.
create schema bench;
create sequence bench.number cache 100;
create table bench.record (like public.record including all);
insert into bench.record select * from public.record;
set session_replication_role = default;
do $$
declare
    c record;
begin
    for c in select conname, pg_get_constraintdef(oid) as rule from pg_constraint
             where conrelid = 'public.record'::regclass and contype = 'f'
    loop
        execute format('alter table bench.record add constraint %I %s', c.conname, c.rule);
    end loop;
end
$$;
vacuum (freeze, analyze);
checkpoint;
