-- oldest-daemon: 0.2.0
-- The rows behind a figure, of which its numerator and denominator are sums, as far as
-- whoever asks could read them elsewhere.

set local role jiedui_owner;

insert into rule (name, code, sentence) values
    ('figure_counts_only', 'PERMISSION_DENIED',
     'This figure is shown as a count alone: nobody is listed behind it.');

-- Marks are the lead's, the class teacher's and the mentor's; who teaches one subject, hears those
-- of that subject.
create function hears_marks(of_student bigint, in_subject text) returns boolean
language sql stable set search_path = public, pg_temp as $$
    with caller as (
        select string_to_array(current_setting('jiedui.roles', true), ',') as roles,
               nullif(current_setting('jiedui.staff', true), '')::bigint as staff_id
    )
    select 'campus_lead' = any (c.roles)
        or 'mentor' = any (c.roles) and exists (
            select from pairing as p
            where p.campus_id = current_campus() and p.student_id = of_student
              and (p.ended_on is null or p.ended_on > today())
              and (p.staff_id = c.staff_id or exists (
                  select from absence as a
                  where a.campus_id = p.campus_id and a.staff_id = p.staff_id
                    and a.deputy_id = c.staff_id and today() between a.first_on and a.last_on)))
        or exists (
            select from student as s
            join teaching as t on t.campus_id = s.campus_id and t.grade = s.grade
                and t.class_name = s.class_name and t.staff_id = c.staff_id
            where s.campus_id = current_campus() and s.id = of_student
              and case when t.subject is null then 'class_teacher' = any (c.roles)
                       else 'subject_teacher' = any (c.roles) and t.subject = in_subject end)
    from caller as c
$$;

-- The rows behind a figure of the caller's campus: whom it counts, in which part, whether in the
-- denominator and in the numerator. Who of them the caller may see, the operation says; that a need
-- is psychological, only the lead (`of_staff` is null) and who mentors the student for it. To
-- whoever is no lead a student is covered by the pairings that may be heard of, and an evaluation's
-- answers are those of the own pairings: which of a student's evaluations counts would tell that
-- there is another one.
create function figure_cases(as_of date, figure text, of_staff bigint)
returns table (student_id bigint, "group" need_group, part text, is_counted boolean,
               is_met boolean, detail text)
language sql stable security definer set search_path = public, pg_temp as $$
    with hidden as materialized (
        select s.id as student_id
        from student as s
        where s.campus_id = current_campus() and of_staff is not null and not exists (
            select from pairing as p
            where p.campus_id = s.campus_id and p.student_id = s.id and p.staff_id = of_staff
              and p."group" = 'psychological')
    ), served as materialized (
        select distinct p.student_id
        from pairing as p
        where of_staff is not null and p.campus_id = current_campus()
          and p.started_on <= as_of and (p.ended_on is null or p.ended_on > as_of)
          and (p."group" <> 'psychological'
               or p.student_id not in (select h.student_id from hidden as h))
    ), own_evaluation as (
        select distinct on (p.id) p.student_id,
               case when figure like 'S19.%' then p."group" end as "group",
               case when figure = 'S14' then e.method_reached end as is_met,
               coalesce(w.points::text, e.cutoff_on::text) as detail
        from pairing as p
        join evaluation as e on e.campus_id = p.campus_id and e.pairing_id = p.id
        cross join lateral (select case figure when 'S19.guidance' then e.guidance
                                               when 'S19.growth' then e.growth end) as w (points)
        where p.campus_id = current_campus() and p.staff_id = of_staff
          and p.plan_year = current_plan() and e.cutoff_on <= as_of
          and (w.points is not null
               or figure = 'S14' and e.method_reached is not null and exists (
                   select from need as n
                   where n.campus_id = p.campus_id and n.student_id = p.student_id
                     and n.plan_year = p.plan_year and n."group" = 'academic'
                     and n.opened_on <= as_of))
        order by p.id, e.cutoff_on desc
    ), listed as (
        select n.student_id, n."group", null::uuid as pairing_id, null::text as part,
               true as is_counted,
               case when figure not in ('in_need', 'covered', 'coverage') then n.is_paired
                    when of_staff is null then n.is_covered
                    else n.student_id in (select v.student_id from served as v) end as is_met,
               null::text as detail
        from need_cases(as_of) as n
        where figure in ('in_need', 'covered', 'coverage', 'needs', 'waiting', 'group_coverage')
          and n.campus_id = current_campus()
        union all
        select p.student_id, p."group", p.id, null, true, g.pairing_id is not null,
               g.signed_on::text
        from pairing as p
        left join agreement as g on g.campus_id = p.campus_id and g.pairing_id = p.id
            and g.signed_on <= as_of
        where figure in ('pairings', 'agreements') and p.campus_id = current_campus()
          and p.started_on <= as_of and (p.ended_on is null or p.ended_on > as_of)
        union all
        select p.student_id, p."group", p.id, null, true, e.pairing_id is not null,
               r.cutoff_on::text
        from evaluation_round as r
        join plan as y on y.year = current_plan()
        join pairing as p on p.campus_id = r.campus_id and p.started_on <= r.cutoff_on
            and (p.ended_on is null or p.ended_on > r.cutoff_on)
        left join evaluation as e on e.campus_id = r.campus_id and e.cutoff_on = r.cutoff_on
            and e.pairing_id = p.id
        where figure = 'evaluation' and r.campus_id = current_campus()
          and r.cutoff_on between y.first_on and least(as_of, y.cutoff_on)
        union all
        select p.student_id, p."group", p.id, null, true, d.met = d.required,
               d.met || '/' || d.required
        from duty_compliance(as_of, null) as d
        join pairing as p on p.campus_id = current_campus() and p.id = d.pairing_id
        where figure in ('meeting', 'home_feedback', 'tutoring', 'tutoring_full_weeks')
          and d.duty::text = figure and p.plan_year = current_plan()
        union all
        select k.student_id, k."group", null, k.subject, k.denominator > 0,
               case when figure not like 'S19.%' then k.numerator > 0 end,
               case when figure like 'S19.%' then trim_scale(k.numerator)::text else k.detail end
        from kpi_cases(as_of, array[figure]) as k
        where figure in ('S13', 'S14', 'S17', 'S18', 'S19.guidance', 'S19.growth')
          and k.campus_id = current_campus()
          and (of_staff is null or figure in ('S13', 'S17', 'S18'))
        union all
        select o.student_id, o."group", null, null, true, o.is_met, o.detail
        from own_evaluation as o
    )
    select distinct on (l.student_id, c."group", l.pairing_id, l.part, l.detail)
           l.student_id, c."group", l.part, l.is_counted, l.is_met, l.detail
    from listed as l
    cross join lateral (
        select case when figure not in ('in_need', 'covered', 'coverage') then l."group" end
    ) as c ("group")
    where l."group" is distinct from 'psychological'
       or l.student_id not in (select h.student_id from hidden as h)
$$;

reset role;
