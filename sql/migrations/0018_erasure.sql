-- oldest-daemon: 0.2.0
-- Erasure: what the database knows of the ledger's lines, and the one function that erases.

set local role jiedui_owner;

-- A line of the ledger that was applied here. No reference to the student: after a restore a line
-- may speak of somebody whom the backup does not have, and must not wait for the next of that key.
create table erasure (
    campus_id       int not null,
    id              uuid not null,
    student_id      bigint not null,
    at              timestamptz not null,
    applied_at      timestamptz not null,
    position        bigint,
    hash            text collate "C",
    sealed_contents int,
    records         int,
    supports        int,
    constraint erasure_pkey primary key (campus_id, id)
);
comment on constraint erasure_pkey on erasure is
    'This is stored already.';
create index erasure_by_hash on erasure (campus_id, hash);

-- Destroys the student's key and overwrites the texts that lie open; every row stays, so that no
-- count changes. The same line a second time changes nothing, and counts what the first one found.
create function erase_student(campus int, student bigint, erasure_id uuid, erased_at timestamptz,
                              line bigint, line_hash text, applied timestamptz)
returns table (sealed_contents int, records int, supports int)
language plpgsql set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    perform set_config('jiedui.campus', campus::text, true);
    insert into erasure (campus_id, id, student_id, at, applied_at, position, hash)
    values (campus, erasure_id, student, erased_at, applied, line, line_hash)
    on conflict on constraint erasure_pkey do nothing;
    if found then
        update erasure as e
        set sealed_contents = (select count(*) from screening as x
                               where x.campus_id = campus and x.student_id = student)
                + (select count(*) from safety_review as x
                   where x.campus_id = campus and x.student_id = student)
                + (select count(*) from need_source as x
                   join need as n on n.campus_id = campus and n.id = x.need_id
                   where x.campus_id = campus and n.student_id = student
                     and (x.evidence is not null or x.evidence_plain is not null))
        where e.campus_id = campus and e.id = erasure_id;
        update student_key as k set wrapped = null, destroyed_at = applied
        where k.campus_id = campus and k.student_id = student and k.destroyed_at is null;
        -- The sum over a row of before sealing would let its text be guessed.
        update need_source as x set evidence_plain = null, row_md5 = null
        from need as n
        where x.campus_id = campus and n.campus_id = campus and n.id = x.need_id
          and n.student_id = student;
        update record_version as v
        set topic = null, content = null, measures = null, effect = null, reason = '已删除'
        from record as r
        where v.campus_id = campus and r.campus_id = campus and r.id = v.record_id
          and r.student_id = student;
        with emptied as (
            update record as r
            set topic = null, content = null, measures = null, effect = null
            where r.campus_id = campus and r.student_id = student
              and coalesce(r.topic, r.content, r.measures, r.effect) is not null
            returning 1
        ), advised as (
            update support as a set advice = '已删除'
            where a.campus_id = campus and a.student_id = student and a.advice <> '已删除'
            returning 1
        )
        update erasure as e
        set records = (select count(*) from emptied), supports = (select count(*) from advised)
        where e.campus_id = campus and e.id = erasure_id;
    end if;
    return query
        select e.sealed_contents, e.records, e.supports from erasure as e
        where e.campus_id = campus and e.id = erasure_id;
end
$$;

reset role;

-- The yearly report counts what was erased, not the calls: one refused erases nobody, and one that
-- a restore repeats is still one.
create or replace function minors_calls(first_on date, last_on date)
returns table (accesses bigint, exports bigint, erasures bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    source text;
    part record;
begin
    foreach source in array array['audit_log', 'audit_queue'] loop
        execute format(
            'select count(*) filter (where method !~ ''Export|Erase'') as accesses,'
            ' count(*) filter (where method ~ ''Export'') as exports from %I'
            ' where (campus_id = $1 or $1 = 0) and local_date(at) between $2 and $3'
            ' and method ~ ''^(Student|Screening|Consent|Support|Need|Record|Export|Erasure)''',
            source)
        into part using current_campus(), first_on, last_on;
        accesses := coalesce(accesses, 0) + part.accesses;
        exports := coalesce(exports, 0) + part.exports;
    end loop;
    select count(*) into erasures from erasure as e
    where (e.campus_id = current_campus() or current_campus() = 0)
      and local_date(e.at) between first_on and last_on;
    return next;
end
$$;
