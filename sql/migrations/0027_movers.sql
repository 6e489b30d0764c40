-- oldest-daemon: 0.2.0
-- Figures count a student who moved between campuses once.

create index student_by_number on student (student_no);

-- Numerators and denominators of every figure by campus, of the caller's campus or, for the
-- district, of all. A group's students are those with a need in it open at any time in the plan up
-- to the day, paired or not. Who moved to another campus counts once: where the last examination
-- was sat, where the last evaluation was, and among the talents of the campus that has the student
-- now.
create or replace function kpi_parts(as_of date)
returns table (campus_id int, kpi text, numerator numeric, denominator numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    with frame as materialized (
        select p.year, p.first_on, least(as_of, p.last_on) as until,
               least(as_of, p.cutoff_on) as cutoff, plan_value('pass_percent', as_of) as pass
        from plan as p where p.is_current
    ), member as materialized (
        select distinct n.campus_id, n.student_id, n."group", s.student_no,
               coalesce(s.transferred_on <= as_of, false) and exists (
                   select from student as t
                   join need as o on o.campus_id = t.campus_id and o.student_id = t.id
                   where t.student_no = s.student_no and t.campus_id <> s.campus_id
                     and o.plan_year = n.plan_year and o."group" = n."group"
                     and o.opened_on <= as_of) as moved
        from need as n
        join student as s on s.campus_id = n.campus_id and s.id = n.student_id
        cross join frame as f
        where n.plan_year = f.year and n.opened_on <= as_of
          and current_campus() in (0, n.campus_id)
    ), exam_day as (
        select o.campus_id, o.subject, max(o.taken_on) as taken_on
        from score as o, frame as f
        where o.exam = 'final' and o.taken_on between f.first_on and f.cutoff
          and current_campus() in (0, o.campus_id)
          and o.subject in (select m.subject from main_subject as m where m.plan_year = f.year)
        group by o.campus_id, o.subject
    ), sat as materialized (
        select o.campus_id, o.subject::text as subject, o.mark * 100 >= f.pass * o.full_mark as pass
        from exam_day as d
        join score as o on o.campus_id = d.campus_id and o.subject = d.subject
            and o.exam = 'final' and o.taken_on = d.taken_on and o.mark is not null
        join member as m on m.campus_id = o.campus_id and m.student_id = o.student_id
            and m."group" = 'academic'
        cross join frame as f
        where not m.moved or not exists (
            select from student as s
            join score as x on x.campus_id = s.campus_id and x.student_id = s.id
            where s.student_no = m.student_no and x.subject = o.subject and x.exam = 'final'
              and x.taken_on > o.taken_on and x.taken_on <= f.cutoff and x.mark is not null)
    ), assessed as materialized (
        select distinct on (e.campus_id, p.student_id, w.what)
               e.campus_id, w.what, w.part, w.whole
        from evaluation as e
        join pairing as p on p.campus_id = e.campus_id and p.id = e.pairing_id
        cross join frame as f
        cross join lateral (values
            ('S14', 'academic', e.method_reached::int, 1),
            ('S15.emotion', 'psychological', (e.emotion in ('excellent', 'good'))::int, 1),
            ('S15.communication', 'psychological',
             (e.communication in ('excellent', 'good'))::int, 1),
            ('S19.guidance', null, e.guidance, 1),
            ('S19.growth', null, e.growth, 1)) as w (what, of_group, part, whole)
        join student as s on s.campus_id = p.campus_id and s.id = p.student_id
        where p.plan_year = f.year and e.cutoff_on <= as_of and w.part is not null
          and (s.transferred_on is null or s.transferred_on > as_of or not exists (
              select from student as t
              join pairing as q on q.campus_id = t.campus_id and q.student_id = t.id
                  and q.plan_year = f.year
              join evaluation as x on x.campus_id = q.campus_id and x.pairing_id = q.id
              where t.student_no = s.student_no and t.campus_id <> s.campus_id
                and x.cutoff_on <= as_of and x.cutoff_on > s.transferred_on))
          and current_campus() in (0, e.campus_id)
          and (w.of_group is null or exists (
              select from member as m where m.campus_id = e.campus_id
                and m.student_id = p.student_id and m."group"::text = w.of_group))
        order by e.campus_id, p.student_id, w.what, e.cutoff_on desc,
                 (p."group"::text = w.of_group) desc, p."group", p.id
    ), talent as (
        select m.campus_id, count(*) as students,
               count(*) filter (where c.met) as took_part, count(*) filter (where c.won) as won
        from member as m
        cross join frame as f
        cross join lateral (
            select coalesce(bool_or(c.level >= 'district'), false) as met,
                   coalesce(bool_or(c.award is not null and c.award <> ''), false) as won
            from student as s
            join contest_entry as c on c.campus_id = s.campus_id and c.student_id = s.id
            where s.student_no = m.student_no
              and c.held_on between f.first_on and f.until
        ) as c
        where m."group" = 'talent' and not m.moved
        group by m.campus_id
    )
    select s.campus_id, 'S13', count(*) filter (where s.pass)::numeric, count(*)::numeric
    from sat as s group by s.campus_id
    union all
    select s.campus_id, 'S13.' || s.subject, count(*) filter (where s.pass), count(*)
    from sat as s group by s.campus_id, s.subject
    union all
    select a.campus_id, a.what, sum(a.part), sum(a.whole)
    from assessed as a group by a.campus_id, a.what
    union all
    select c.id, 'S16',
           (select count(*) from warning_event as w, frame as f
            where w.campus_id = c.id and w.opened_on between f.first_on and f.until
              and not w.is_drill and w.ended is distinct from 'unfounded'),
           (select count(*) from student as s
            where s.campus_id = c.id and s.enrolled_on <= as_of
              and (s.left_on is null or s.left_on > as_of))
    from campus as c where c.id > 0 and current_campus() in (0, c.id)
    union all
    select t.campus_id, 'S17', t.took_part, t.students from talent as t
    union all
    select t.campus_id, 'S18', t.won, t.students from talent as t
$$;
