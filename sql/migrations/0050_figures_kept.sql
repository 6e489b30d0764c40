-- oldest-daemon: 0.2.0
-- A call that shows figures several times, to tell them and to hide some, computes them once.

set local role jiedui_owner;

create type figure_part as (campus_id int, figure text, by figure_by, part text, numerator numeric,
                            denominator numeric);

-- As figure_parts() was; planned once a connection: the statement is long, and so is its planning.
create function figure_parts_now(as_of date, wanted text[]) returns setof figure_part
language plpgsql stable set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
    return query
        select l.campus_id, l.figure, w.by, w.part, sum(l.numerator), sum(l.denominator)
        from figure_leaves(as_of, wanted) as l
        cross join lateral (values
            (null::figure_by, null::text), ('grade', l.grade::text), ('group', l."group"::text),
            ('level', l.level), ('subject', l.subject)) as w (by, part)
        where w.by is null or w.part is not null
        group by l.campus_id, l.figure, w.by, w.part;
end
$$;

-- For the rest of this transaction these figures (null: all) are computed together when the first
-- of them is asked for, and kept: so what is shown and what is decided about are one, too. Only for
-- transactions that read.
create function keep_figures(names text[]) returns boolean language sql as $$
    select set_config('jiedui.figures_kept', coalesce(array_to_string(names, ','), '*'), true) <> ''
$$;

reset role; -- its owner is a role of its own

-- As before, or as they are kept: as text, a setting of the transaction for each plan and its day,
-- since what only reads may write no table.
create or replace function figure_parts(as_of date, wanted text[])
returns table (campus_id int, figure text, by figure_by, part text, numerator numeric,
               denominator numeric)
language plpgsql stable security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    together constant text := coalesce(current_setting('jiedui.figures_kept', true), '');
    names constant text[] := case when together <> '*' then string_to_array(together, ',') end;
    place constant text := 'jiedui.figures_of_' || coalesce(current_plan(), 0);
    head constant text := concat_ws(' ', current_campus(), as_of, together) || ' ';
    held text := coalesce(current_setting(place, true), '');
begin
    if together = '' or not coalesce(names is null or wanted <@ names, false) then
        return query select * from figure_parts_now(as_of, wanted);
        return;
    end if;
    if not starts_with(held, head) then
        held := head || (select coalesce(array_agg(p), '{}')::text
                         from figure_parts_now(as_of, names) as p);
        perform set_config(place, held, true);
    end if;
    return query
        select p.*
        from unnest(substr(held, length(head) + 1)::figure_part[]) as p
        where wanted is null or p.figure = any (wanted);
end
$$;
