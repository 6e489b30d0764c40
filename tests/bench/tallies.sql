-- What P7 needs beside the reference set: a signed agreement of every pairing under a calendar, and
-- the figures as the plain query counts them. Ends when nothing is left to fold.

insert into calendar (first_on, last_on, kind, name) values
    ('2026-02-23', '2026-07-03', 'term', '第二学期'), ('2026-05-01', '2026-05-05', 'holiday', '劳动节')
on conflict do nothing;
set session_replication_role = replica;
insert into agreement (campus_id, pairing_id, version, signed_on, drafted_at, drafted_by)
select campus_id, id, 1, '2026-03-09', now(), staff_id from pairing;
insert into agreement_version (campus_id, pairing_id, version, meetings_per_week,
                               feedback_per_month, tutoring_per_week, recorded_at, recorded_by)
select campus_id, id, 1, 1, 1, 2, now(), staff_id from pairing;
set session_replication_role = default;

create function bench.plain_parts(d date)
returns table (campus_id int, figure text, by figure_by, part text, numerator numeric,
               denominator numeric)
language sql stable as $$
    with span as materialized (
        select s.campus_id, s.grade, s."group", s.duty, s.needed,
               least(cardinality(s.held_on), s.needed) as met,
               (cardinality(s.held_on) >= s.needed)::int as is_met
        from duty_spans((select array_agg(c.id) from campus as c where c.id > 0), null, null, d,
                        false, null) as s
        where s.last_on <= d or cardinality(s.held_on) >= s.needed
    ), leaf as (
        select * from figure_leaves(d, (
            select array_agg(f.name) from figure as f
            where f.name <> all ('{records,meeting,home_feedback,tutoring,tutoring_full_weeks}')))
        union all
        select c.id, f.name, null, null, null, null, 0, case when f.kind <> 'count' then 0 end
        from campus as c
        join figure as f
            on f.name in ('records', 'meeting', 'home_feedback', 'tutoring', 'tutoring_full_weeks')
        where c.id > 0
        union all
        select r.campus_id, 'records', s.grade::int, r."group", null, null, count(*), null
        from record as r
        join student as s on s.campus_id = r.campus_id and s.id = r.student_id
        where r.plan_year = 2026
          and r.held_at < (d + 1)::timestamp at time zone (select time_zone from district)
        group by r.campus_id, s.grade, r."group"
        union all
        select s.campus_id, s.duty::text, s.grade, s."group", null, null,
               case when s.duty = 'tutoring' then sum(s.met) else sum(s.is_met) end,
               case when s.duty = 'tutoring' then sum(s.needed) else count(*) end
        from span as s group by s.campus_id, s.duty, s.grade, s."group"
    )
    select l.campus_id, l.figure, w.by, w.part, sum(l.numerator), sum(l.denominator)
    from leaf as l
    cross join lateral (values
        (null::figure_by, null::text), ('grade', l.grade::text), ('group', l."group"::text),
        ('level', l.level), ('subject', l.subject)) as w (by, part)
    where w.by is null or w.part is not null
    group by l.campus_id, l.figure, w.by, w.part
$$;
insert into figure_stale (campus_id, made_by)
select id, pg_current_xact_id() from campus where id > 0;
