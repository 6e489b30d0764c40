-- oldest-daemon: 0.2.0
-- Imports at a third of what they cost: what is new is noted a statement at a time, and a student
-- number is looked through once.

set local role jiedui_owner;

-- The same rule as before, without a loop: the bytes of an ASCII text are its characters.
create or replace function student_no_is_valid(given text) returns boolean
language plpgsql immutable strict set search_path = public, pg_temp as $$
declare
    c bytea;
begin
    if given ~ '^L[0-9]{18}$' then
        return true;
    elsif given !~ '^[GJ][0-9]{6}[12][0-9]{3}(0[1-9]|1[0-2])[0-3][0-9]{4}[0-9X]$' then
        return false;
    end if;
    c := convert_to(given, 'UTF8');
    return substr(given, 8, 4) >= '1900'
       and substr(given, 14, 2) <= to_char(make_date(substr(given, 8, 4)::int,
               substr(given, 12, 2)::int, 1) + interval '1 month -1 day', 'DD')
       and substr(given, 14, 2) > '00'
       and substr('10X98765432', (7 * get_byte(c, 1) + 9 * get_byte(c, 2) + 10 * get_byte(c, 3)
               + 5 * get_byte(c, 4) + 8 * get_byte(c, 5) + 4 * get_byte(c, 6)
               + 2 * get_byte(c, 7) + get_byte(c, 8) + 6 * get_byte(c, 9) + 3 * get_byte(c, 10)
               + 7 * get_byte(c, 11) + 9 * get_byte(c, 12) + 10 * get_byte(c, 13)
               + 5 * get_byte(c, 14) + 8 * get_byte(c, 15) + 4 * get_byte(c, 16)
               + 2 * get_byte(c, 17) - 48 * 100) % 11 + 1, 1) = right(given, 1);
end
$$;

-- What the number says of a person. Not strict, so that they are written into the statements that
-- call them; null for null all the same.
create or replace function student_no_born_on(given text) returns date language sql immutable
called on null input
return case when given like 'L%' then null
            else make_date(substr(given, 8, 4)::int, substr(given, 12, 2)::int,
                           substr(given, 14, 2)::int) end;

create or replace function student_no_gender(given text) returns gender language sql immutable
called on null input
return case when given is null or given like 'L%' then null
            when substr(given, 18, 1)::int % 2 = 1 then 'male'::gender
            else 'female'::gender end;

-- What is older than 30 days goes when an import begins. The oldest is looked at by itself: a plan
-- for the removal alone read everything there is, before every chunk.
create or replace function begin_import() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    last_kept constant timestamptz := clock() - interval '30 days';
begin
    perform set_config('jiedui.import', new.request_id::text, true);
    if (select c.made_at from import_change as c where c.campus_id = new.campus_id
        order by c.campus_id, c.made_at limit 1) < last_kept then
        delete from import_change as c
        where c.campus_id = new.campus_id and c.made_at < last_kept;
    end if;
    return null;
end
$$;

-- What an import adds, all rows of a statement at once; what it changes or removes is noted row by
-- row as before, by note_import. A student is noted as the row's text, which takes a quarter of
-- what its JSON does.
create function note_added() returns trigger language plpgsql security definer
set search_path = public, pg_temp set datestyle = iso as $$
declare
    request constant uuid := current_setting('jiedui.import')::uuid;
    noted_at constant timestamptz := clock();
begin
    if tg_table_name = 'student' then
        insert into import_change (campus_id, request_id, tab, after, student_id, made_at)
        select n.campus_id, request, 'student', to_jsonb(n::text), n.id, noted_at
        from added as n;
        return null;
    end if;
    insert into import_change (campus_id, request_id, tab, after, student_id, made_at)
    select n.campus_id, request, tg_table_name, j.is_now,
           case tg_table_name
               when 'record_version' then (
                   select r.student_id from record as r
                   where r.campus_id = current_campus()
                     and r.id = (j.is_now->>'record_id')::uuid)
               else (j.is_now->>'student_id')::bigint
           end, noted_at
    from added as n
    cross join lateral (select to_jsonb(n) as is_now offset 0) as j;
    return null;
end
$$;

do $$
declare
    t text;
begin
    foreach t in array array['student', 'student_directory', 'staff', 'mentor', 'mentor_profile',
                             'qualification', 'need', 'need_source', 'choice', 'answer', 'fit',
                             'forbidden', 'score', 'contest_entry', 'record', 'record_version',
                             'diagnosis'] loop
        execute format('drop trigger %I on %I', t || '_noted', t);
        execute format('create trigger %I after update or delete on %I for each row'
            ' when (current_setting(''jiedui.import'', true) <> '''') execute function'
            ' note_import()', t || '_noted', t);
        execute format('create trigger %I after insert on %I referencing new table as added'
            ' for each statement when (current_setting(''jiedui.import'', true) <> '''')'
            ' execute function note_added()', t || '_noted_added', t);
    end loop;
end
$$;

drop trigger student_directory_noted_added on student_directory;

-- Takes an import back, the last change first. Every row has to be as the import left it. A student
-- leaves the directory, too, unless a note of the time before has seen to that. Of a row noted as
-- text, what is NULL at its end is left out of the comparison, so that a column that came later
-- makes no difference; a value that ends in a comma or bracket stands in quotes.
create or replace function undo_import(run uuid) returns int
language plpgsql volatile security definer set search_path = public, pg_temp
set datestyle = iso as $$
declare
    campus constant int := current_campus();
    c record;
    same text;
    listed text; -- the number that leaves the directory
    n int;
    undone int := 0;
begin
    for c in
        select * from import_change as i
        where i.campus_id = campus and import_run(i.request_id) = import_run(run)
        order by i.place desc
        for update
    loop
        if c.tab = 'need' and c.before is null and exists (
            select from pairing as p
            where p.campus_id = campus and p.student_id = c.student_id
              and p."group"::text = c.after->>'group') then
            perform refuse('import_built_on');
        end if;
        same := format('(%s) = (select %s from jsonb_populate_record(null::public.%I, $1) as o)'
            ' and t = jsonb_populate_record(null::public.%I, $1)',
            import_columns(c.tab, true, 't.%'), import_columns(c.tab, true, 'o.%'), c.tab, c.tab);
        listed := c.after->>'student_no';
        begin
            if jsonb_typeof(c.after) = 'string' then
                delete from student as s
                where s.campus_id = campus and s.id = c.student_id
                  and rtrim(s::text, ',)') = rtrim(c.after #>> '{}', ',)')
                returning s.student_no into listed;
                get diagnostics n = row_count;
            elsif c.after is null then
                execute format('insert into %I overriding system value'
                    ' select o.* from jsonb_populate_record(null::public.%I, $1) as o', c.tab,
                    c.tab)
                using c.before;
                n := 1;
            elsif c.before is null then
                execute format('delete from %I as t where %s', c.tab, same) using c.after;
                get diagnostics n = row_count;
            else
                execute format('update %I as t set (%s) = (select %s from'
                    ' jsonb_populate_record(null::public.%I, $2) as o) where %s', c.tab,
                    import_columns(c.tab, false, '%'), import_columns(c.tab, false, 'o.%'), c.tab,
                    same)
                using c.after, c.before;
                get diagnostics n = row_count;
            end if;
        exception
            when foreign_key_violation or check_violation or unique_violation
                or exclusion_violation then
                perform refuse('import_built_on');
        end;
        if n <> 1 then
            perform refuse('import_built_on');
        end if;
        if c.tab = 'student' and c.before is null then
            delete from student_directory as d
            where d.student_no = listed and d.campus_id = campus
              and d.student_id = c.student_id;
        end if;
        delete from import_change as i
        where i.campus_id = campus and i.request_id = c.request_id and i.place = c.place;
        undone := undone + 1;
    end loop;
    return undone;
end
$$;

-- Numbers are ASCII: capitals are made byte by byte, which is a tenth of the work.
create or replace function subject_ids(student_nos text[]) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return (select array_agg(s.id order by s.id) from student as s
            where s.campus_id = current_campus()
              and s.student_no = any (upper(student_nos::text collate "C")::text[]));
end
$$;

reset role;
