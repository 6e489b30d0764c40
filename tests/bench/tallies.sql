-- What P7 needs beside the reference set: a signed agreement of every pairing under a calendar; what
-- the other figures count, in groups so small that much of it is hidden from the district; the
-- figures as the plain query counts them; and a session of the district's administrator.

insert into calendar (first_on, last_on, kind, name) values
    ('2026-02-23', '2026-07-03', 'term', '第二学期'), ('2026-05-01', '2026-05-05', 'holiday', '劳动节')
on conflict do nothing;
set session_replication_role = replica;
insert into agreement (campus_id, pairing_id, version, signed_on, drafted_at, drafted_by)
select campus_id, id, 1, '2026-03-09', now(), staff_id from pairing;
insert into agreement_version (campus_id, pairing_id, version, meetings_per_week,
                               feedback_per_month, tutoring_per_week, recorded_at, recorded_by)
select campus_id, id, 1, 1, 1, 2, now(), staff_id from pairing;
insert into need (campus_id, plan_year, student_id, "group", severity, opened_on)
select s.campus_id, 2026, s.id, g."group"::need_group, 3, '2026-03-01'
from student as s
join (values ('academic', 1, 20, 50), ('psychological', 101, 1, 12), ('talent', 201, 2, 9))
    as g ("group", first, least, more)
    on s.id % 10000 between g.first and g.first + g.least + s.campus_id % g.more - 1;
insert into evaluation_round (campus_id, cutoff_on, opened_at, opened_by)
select id, '2026-05-20', now(), 1 from campus where id > 0;
insert into evaluation (campus_id, cutoff_on, pairing_id, method_reached, emotion, communication,
                        guidance, growth, outcome, filled_at, filled_by)
select p.campus_id, '2026-05-20', p.id, p.student_id % 9 > 0,
       ('{good,fair,excellent,poor}'::trait_level[])[1 + p.student_id % 4],
       ('{good,good,poor,excellent}'::trait_level[])[1 + p.student_id % 4],
       80 + p.student_id % 20, 75 + p.student_id % 25, 'continue', now(), p.staff_id
from pairing as p where p.student_id % 11 > 0;
insert into warning_event (campus_id, id, student_id, level, opened_on, noticed_at, noticed_by,
                           is_drill, harm_by_others)
select s.campus_id, gen_random_uuid(), s.id,
       ('{red,orange,yellow,blue}'::warning_level[])[1 + s.id % 4], '2026-04-10', now(), 1, false,
       false
from student as s where s.id % 10000 between 301 and 301 + s.campus_id % 13;
insert into contest_entry (campus_id, id, student_id, contest, level, held_on, award, recorded_at,
                           recorded_by)
select n.campus_id, gen_random_uuid(), n.student_id, '区赛', 'district', '2026-04-12',
       case when n.student_id % 3 = 0 then '一等奖' end, now(), 1
from need as n where n."group" = 'talent' and n.student_id % 4 > 0;
insert into score (campus_id, student_id, subject, exam, taken_on, full_mark, mark)
select n.campus_id, n.student_id, m.subject, 'final', '2026-05-25', 100, 50 + n.student_id * 7 % 50
from need as n join main_subject as m on m.plan_year = n.plan_year where n."group" = 'academic';
insert into session (campus_id, token_sha256, account_id, device_id, started_at, expires_at)
select a.campus_id, sha256(sha256((:'salt' || 'district')::bytea)), a.id,
       '00000000-0000-4000-8000-00000000b001', now(), now() + interval '12 hours'
from account as a where a.account = 'bench.admin';
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
