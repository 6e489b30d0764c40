-- oldest-daemon: 0.2.0
-- Functions of every call, so that they cost what they do: a function in SQL that is not inlined is
-- parsed and planned anew in each statement that calls it, one in PL/pgSQL once a connection. The
-- audit's encoding calls nothing but stable functions, so as stable ones its parts are inlined.

set local role jiedui_owner;

create or replace function local_date(given timestamptz) returns date
language plpgsql stable strict as $$
begin
    return (given at time zone (select d.time_zone from public.district as d))::date;
end
$$;

create or replace function today() returns date language plpgsql stable as $$
begin
    return public.local_date(public.clock());
end
$$;

create or replace function current_plan() returns int language plpgsql stable as $$
begin
    return (select p.year from public.plan as p where p.is_current);
end
$$;

create or replace function plan_first_on() returns date language plpgsql stable as $$
begin
    return (select p.first_on from public.plan as p where p.is_current);
end
$$;

create or replace function plan_version_on(on_day date) returns int language plpgsql stable as $$
begin
    return (select v.version from public.plan_version as v where v.year = public.current_plan()
            order by v.valid_from <= on_day desc,
                     case when v.valid_from <= on_day then v.valid_from end desc,
                     case when v.valid_from <= on_day then v.version end desc, v.version
            limit 1);
end
$$;

create or replace function plan_value(number_name text, on_day date) returns numeric
language plpgsql stable as $$
begin
    return (select n.value from public.plan_number as n
            where n.year = public.current_plan() and n.version = public.plan_version_on(on_day)
              and n.name = number_name);
end
$$;

create or replace function campus_code_of(campus int) returns campus_code
language plpgsql stable strict as $$
begin
    return (select c.code from public.campus as c where c.id = campus_code_of.campus);
end
$$;

-- The daemon's login has its search path already; setting it anew costs a tenth of a call.
alter function identify(bytea, text[], text, text, timestamptz, uuid, text, text[])
    reset search_path;

alter function audit_instant(timestamptz) stable;
alter function audit_field(text) stable;
alter function audit_encoding(audit_log) stable;

reset role;

-- Student numbers of the caller's campus to internal keys, in order; unknown ones fall away.
create or replace function subject_ids(student_nos text[]) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return (select array_agg(s.id order by s.id) from student as s
            where s.campus_id = current_campus()
              and s.student_no = any (upper(student_nos::text)::text[]));
end
$$;
