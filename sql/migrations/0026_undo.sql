-- oldest-daemon: 0.2.0
-- What imports changed, for thirty days, so that one can be taken back as long as nothing has been
-- built on it. A file goes in as several requests whose ids differ in their last four bytes alone.

set local role jiedui_owner;

create table import_change (
    campus_id  int not null,
    request_id uuid not null,
    place      bigint generated always as identity,
    tab        text collate "C" not null,
    before     jsonb,
    after      jsonb,
    student_id bigint,
    made_at    timestamptz not null,
    constraint import_change_pkey primary key (campus_id, request_id, place)
);
comment on constraint import_change_pkey on import_change is
    'This is stored already.';
create index import_change_of_day on import_change (campus_id, made_at);
create index import_change_of_student on import_change (campus_id, student_id);

insert into rule (name, code, sentence) values
    ('import_known', 'NOT_FOUND',
     'There is no such import to take back: it changed nothing, was taken back already, or is '
     'older than 30 days.'),
    ('import_built_on', 'CONFLICT',
     'Something was built on this import or changed since, so it cannot be taken back: correct the '
     'rows instead.');

-- The import's first request id without what tells its parts apart.
create function import_run(request_id uuid) returns text language sql immutable strict
return left(request_id::text, 28);

create function begin_import() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
    perform set_config('jiedui.import', new.request_id::text, true);
    delete from import_change
    where campus_id = new.campus_id and made_at < clock() - interval '30 days';
    return null;
end
$$;
create trigger request_claim_begins_import after insert on request_claim
    for each row when (new.method like '%.Import%') execute function begin_import();

create function note_import() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    is_now jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
begin
    insert into import_change (campus_id, request_id, tab, before, after, student_id, made_at)
    values ((coalesce(is_now, was)->>'campus_id')::int, current_setting('jiedui.import')::uuid,
            tg_table_name, was, is_now,
            case tg_table_name
                when 'student' then (coalesce(is_now, was)->>'id')::bigint
                when 'record_version' then (
                    select r.student_id from record as r
                    where r.campus_id = current_campus()
                      and r.id = (coalesce(is_now, was)->>'record_id')::uuid)
                else (coalesce(is_now, was)->>'student_id')::bigint
            end, clock());
    return null;
end
$$;

do $$
declare
    t text;
begin
    foreach t in array array['student', 'student_directory', 'staff', 'mentor', 'mentor_profile',
                             'qualification', 'need', 'need_source', 'choice', 'answer', 'fit',
                             'forbidden', 'score', 'contest_entry', 'record', 'record_version'] loop
        execute format('create trigger %I after insert or update or delete on %I for each row'
            ' when (current_setting(''jiedui.import'', true) <> '''') execute function'
            ' note_import()', t || '_noted', t);
    end loop;
end
$$;

-- Nobody's data outlives the person's erasure here.
create function forget_import() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
    delete from import_change
    where campus_id = new.campus_id and student_id = new.student_id;
    return null;
end
$$;
create trigger erasure_forgets_imports after insert on erasure
    for each row execute function forget_import();

-- The columns of a table's key, and all that may be set, as lists for the statement below; they
-- come from the catalogue.
create function import_columns(tab text, only_key boolean, form text) returns text
language sql stable set search_path = public, pg_temp as $$
    select string_agg(replace(form, '%', quote_ident(a.attname)), ', ' order by a.attnum)
    from pg_attribute as a
    left join pg_index as i on i.indrelid = a.attrelid and i.indisprimary
    where a.attrelid = tab::regclass and a.attnum > 0 and not a.attisdropped
      and case when only_key then a.attnum = any (i.indkey) else a.attidentity = '' end
$$;

-- Takes an import back, the last change first. Every row has to be as the import left it.
create function undo_import(run uuid) returns int language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    campus constant int := current_campus();
    c record;
    same text;
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
        same := format('(%s) = (select %s from jsonb_populate_record(null::%I, $1) as o)'
            ' and t = jsonb_populate_record(null::%I, $1)', import_columns(c.tab, true, 't.%'),
            import_columns(c.tab, true, 'o.%'), c.tab, c.tab);
        begin
            if c.after is null then
                execute format('insert into %I overriding system value'
                    ' select o.* from jsonb_populate_record(null::%I, $1) as o', c.tab, c.tab)
                using c.before;
                n := 1;
            elsif c.before is null then
                execute format('delete from %I as t where %s', c.tab, same) using c.after;
                get diagnostics n = row_count;
            else
                execute format('update %I as t set (%s) = (select %s from'
                    ' jsonb_populate_record(null::%I, $2) as o) where %s', c.tab,
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
        delete from import_change as i
        where i.campus_id = campus and i.request_id = c.request_id and i.place = c.place;
        undone := undone + 1;
    end loop;
    return undone;
end
$$;

reset role;
