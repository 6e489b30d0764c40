-- oldest-daemon: 0.1.0
-- Small functions of the matching operations: public words to internal keys, and what the district
-- may know of a loan.

set local role jiedui_owner;

-- The run of the caller's campus that a person means: its id, or its number.
create function match_run_id(given text) returns uuid
language plpgsql stable cost 1 set search_path = public, pg_temp as $$
declare
    found_id uuid;
begin
    select id into found_id from match_run
    where campus_id = current_campus() and (id::text = lower(given) or number::text = given);
    if not found then
        perform refuse('run_unknown', 'run', given);
    end if;
    return found_id;
end
$$;

-- A loan run, by its id or its number.
create function loan_run_id(given text) returns uuid
language plpgsql stable cost 1 set search_path = public, pg_temp as $$
declare
    found_id uuid;
begin
    select id into found_id from loan_run
    where id::text = lower(given) or number::text = given;
    if not found then
        perform refuse('loan_unknown', 'run', given);
    end if;
    return found_id;
end
$$;

-- A student of the caller's campus by student number.
create function student_id_of(given text) returns bigint
language plpgsql stable cost 1 set search_path = public, pg_temp as $$
declare
    found_id bigint;
begin
    select id into found_id from student
    where campus_id = current_campus() and student_no = upper(given);
    if not found then
        perform refuse('student_unknown', 'student_no', masked(given));
    end if;
    return found_id;
end
$$;

-- A mentor of the caller's campus by staff number; a guest's is CODE/NO.
create function mentor_id_of(given text) returns bigint
language plpgsql stable cost 1 set search_path = public, pg_temp as $$
declare
    found_id bigint;
begin
    select m.staff_id into found_id
    from staff as t
    join mentor as m on m.campus_id = t.campus_id and m.staff_id = t.id
    where t.campus_id = current_campus() and t.staff_no = given;
    if not found then
        perform refuse('mentor_unknown', 'staff_no', given);
    end if;
    return found_id;
end
$$;

-- Why a request waits, in the words people read; a hand edit may leave one beside a free place.
create function waiting_word(reason waiting_reason) returns text language sql immutable
return coalesce(upper(reason::text), 'LEFT_BY_HAND');

-- Writes the lent mentors' names into a run's pairs, which the borrowing campus alone reads.
create function name_lent_mentors(of_run uuid) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    named int;
begin
    update loan_pair as p set mentor_name = t.name
    from staff as t
    where p.run_id = of_run and t.campus_id = p.home_campus_id and t.id = p.home_staff_id;
    get diagnostics named = row_count;
    return named;
end
$$;

-- Counts of a loan run by campus and group: all campuses for the district, the own one for a lead.
create function loan_counts(of_run uuid)
returns table (campus_code text, "group" need_group, requests int, borrowed int, lent int,
               state loan_state)
language sql stable security definer set search_path = public, pg_temp as $$
    with counted as (
        select p.campus_id, p."group", 1 as requests,
               (p.home_staff_id is not null and p.state <> 'declined')::int as borrowed, 0 as lent
        from loan_pair as p
        where p.run_id = of_run
        union all
        select p.home_campus_id, p."group", 0, 0, 1
        from loan_pair as p
        where p.run_id = of_run and p.home_staff_id is not null and p.state <> 'declined'
    )
    select campus_code_of(c.campus_id)::text, c."group", sum(c.requests)::int,
           sum(c.borrowed)::int, sum(c.lent)::int, max(l.state)
    from counted as c
    left join loan_part as l on l.campus_id = c.campus_id and l.run_id = of_run
    where current_campus() = 0 or c.campus_id = current_campus()
    group by c.campus_id, c."group"
    order by campus_code_of(c.campus_id), c."group"
$$;

reset role;
