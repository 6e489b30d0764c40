-- oldest-daemon: 0.2.0
-- A record's day is one of the pairing's, or of the deputy's absence.

set local role jiedui_owner;

-- Whether two are paired, in a group or in any, or one stands in for the mentor: on a day, or,
-- where none is given, on some day by now.
create or replace function serves(of_staff bigint, of_student bigint, in_group need_group,
                                  on_day date)
returns boolean language plpgsql stable as $$
begin
    return exists (
        select from public.pairing as p
        where p.campus_id = public.current_campus() and p.student_id = of_student
          and p.staff_id = of_staff and (in_group is null or p."group" = in_group)
          and (on_day is null
               or p.started_on <= on_day and (p.ended_on is null or p.ended_on > on_day))
    ) or exists (
        select from public.absence as a
        join public.pairing as p on p.campus_id = a.campus_id and p.staff_id = a.staff_id
            and p.student_id = of_student and (in_group is null or p."group" = in_group)
        where a.campus_id = public.current_campus() and a.deputy_id = of_staff
          and case when on_day is null then a.first_on <= public.today()
                   else on_day between a.first_on and a.last_on
                        and p.started_on <= on_day
                        and (p.ended_on is null or p.ended_on > on_day) end);
end
$$;

-- The days, first and last, on which one served the other in the group; for a refusal.
create function days_served(of_staff bigint, of_student bigint, in_group need_group)
returns text language sql stable as $$
    select string_agg(concat(d.first_on, '/', d.last_on), ' ' order by d.first_on)
    from (
        select p.started_on as first_on, p.ended_on - 1 as last_on
        from pairing as p
        where p.campus_id = current_campus() and p.student_id = of_student
          and p.staff_id = of_staff and p."group" = in_group
          and (p.ended_on is null or p.ended_on > p.started_on)
        union
        select greatest(a.first_on, p.started_on), least(a.last_on, p.ended_on - 1)
        from absence as a
        join pairing as p on p.campus_id = a.campus_id and p.staff_id = a.staff_id
            and p.student_id = of_student and p."group" = in_group
        where a.campus_id = current_campus() and a.deputy_id = of_staff
    ) as d
    where d.last_on is null or d.last_on >= d.first_on
$$;

insert into rule (name, code, sentence) values
    ('record_in_days_served', 'CONFLICT',
     'The two had no pairing in this group on that day: a record is held between the first day of '
     'the pairing and the day before its end, a deputy''s in the absence.');

reset role;
