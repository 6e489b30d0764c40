-- Every figure of a day by the plain query: from the tables and the words of the domain, without a
-- tally and without a function of the schema. Only for tests; slow, and meant to be read.

create function plain_number(wanted text, d date) returns numeric language sql stable as $$
    select n.value
    from plan_number as n
    join plan as p on p.year = n.year and p.is_current
    join plan_version as v on v.year = n.year and v.version = n.version
    where n.name = wanted
    order by v.valid_from <= d desc, case when v.valid_from <= d then v.valid_from end desc,
             case when v.valid_from <= d then -v.version else v.version end
    limit 1
$$;

create function plain_teaching(d date) returns boolean language sql stable as $$
    select coalesce(bool_or(c.kind = 'makeup'), false)
        or extract(isodow from d) < 6 and coalesce(bool_or(c.kind = 'term'), false)
           and not coalesce(bool_or(c.kind = 'holiday'), false)
    from calendar as c where d between c.first_on and c.last_on
$$;

-- The periods of the duties that count on a day, with the records that meet them.
create function plain_periods(d date)
returns table (campus_id int, student_id bigint, "group" need_group, duty text, monday date,
               needed int, held int)
language sql stable as $$
    with teaching as materialized (
        select t::date as day, date_trunc('week', t)::date as monday
        from generate_series((select min(a.signed_on) from agreement as a)::timestamp,
                             date_trunc('week', d::timestamp) + interval '6 days', '1 day') as t
        where plain_teaching(t::date)
    ), signed as materialized (
        select p.campus_id, p.id, p.student_id, p.staff_id, p."group", a.signed_on,
               least(a.ended_on, p.ended_on) as ended_on, v.meetings_per_week as meetings,
               v.feedback_per_month as feedbacks,
               case when p."group" = 'academic' then v.tutoring_per_week else 0 end as tutorials
        from agreement as a
        join pairing as p on p.campus_id = a.campus_id and p.id = a.pairing_id
        join agreement_version as v on v.campus_id = a.campus_id and v.pairing_id = a.pairing_id
            and v.version = a.version
        where a.signed_on <= d and p.plan_year = (select year from plan where is_current)
    ), weeks as materialized (
        select distinct s.id, t.monday
        from signed as s
        join teaching as t on t.day >= s.signed_on and (s.ended_on is null or t.day < s.ended_on)
    ), held as materialized (
        select s.id, r.kind, r.channel, (r.held_at at time zone 'Asia/Shanghai')::date as day
        from signed as s
        join record as r on r.campus_id = s.campus_id and r.student_id = s.student_id
            and r."group" = s."group" and (r.held_at at time zone 'Asia/Shanghai')::date <= d
        where r.staff_id = s.staff_id or exists (
            select from absence as b
            where b.campus_id = s.campus_id and b.staff_id = s.staff_id and b.deputy_id = r.staff_id
              and (r.held_at at time zone 'Asia/Shanghai')::date between b.first_on and b.last_on)
    ), period as (
        select s.*, 'meeting' as duty, w.monday, w.monday as first_on, w.monday + 6 as last_on,
               s.meetings as needed
        from signed as s join weeks as w on w.id = s.id
        union all
        select s.*, 'tutoring', w.monday, w.monday, w.monday + 6, s.tutorials
        from signed as s join weeks as w on w.id = s.id
        where extract(month from w.monday + 3)
            between coalesce(plain_number('remedy_first_month', d), 5)
                and coalesce(plain_number('remedy_last_month', d), 10)
        union all
        select s.*, 'home_feedback', min(w.monday), date_trunc('month', w.monday + 3)::date,
               (date_trunc('month', w.monday + 3) + interval '1 month')::date - 1, s.feedbacks
        from signed as s join weeks as w on w.id = s.id
        group by s.campus_id, s.id, s.student_id, s.staff_id, s."group", s.signed_on, s.ended_on,
                 s.meetings, s.feedbacks, s.tutorials, date_trunc('month', w.monday + 3)
        having (date_trunc('month', min(w.monday) + 3) + interval '1 month')::date > s.signed_on
           and (s.ended_on is null or date_trunc('month', min(w.monday) + 3) < s.ended_on)
    ), counted as (
        select p.*, (select count(*)::int from held as h
                     where h.id = p.id and h.day between p.first_on and p.last_on
                       and case p.duty
                               when 'meeting' then h.kind in ('meeting', 'counselling')
                                                   and h.channel = 'face_to_face'
                               when 'tutoring' then h.kind = 'tutoring'
                               else h.kind in ('home_feedback', 'home_visit') end) as n
        from period as p where p.needed > 0
    )
    select c.campus_id, c.student_id, c."group", c.duty, c.monday, c.needed, c.n
    from counted as c
    where c.last_on <= d or c.n >= c.needed and greatest(c.monday, c.signed_on) <= d
$$;

-- Who is in a group by the plan's targets, but for those whom another campus counts.
create function plain_members(d date)
returns table (campus_id int, student_id bigint, student_no text, "group" need_group,
               moved boolean)
language sql stable as $$
    select distinct n.campus_id, n.student_id, s.student_no::text, n."group",
           coalesce(s.transferred_on <= d, false) and exists (
               select from student as t
               join need as o on o.campus_id = t.campus_id and o.student_id = t.id
               where t.student_no = s.student_no and t.campus_id <> s.campus_id
                 and o.plan_year = n.plan_year and o."group" = n."group" and o.opened_on <= d)
    from need as n
    join student as s on s.campus_id = n.campus_id and s.id = n.student_id
    where n.plan_year = (select year from plan where is_current) and n.opened_on <= d
$$;

-- The last value of each part of the evaluations, of those who count in this campus.
create function plain_assessed(d date)
returns table (campus_id int, student_id bigint, what text, "group" need_group, points int)
language sql stable as $$
    select distinct on (p.campus_id, p.student_id, v.what)
           p.campus_id, p.student_id, v.what,
           case when v.of_group is null then p."group" end, v.points
    from evaluation as e
    join pairing as p on p.campus_id = e.campus_id and p.id = e.pairing_id
    join student as s on s.campus_id = p.campus_id and s.id = p.student_id
    cross join lateral (values
        ('S14', 'academic', case when e.method_reached then 1 else 0 end, e.method_reached is null),
        ('S15.emotion', 'psychological',
         case when e.emotion in ('excellent', 'good') then 1 else 0 end, e.emotion is null),
        ('S15.communication', 'psychological',
         case when e.communication in ('excellent', 'good') then 1 else 0 end,
         e.communication is null),
        ('S19.guidance', null, e.guidance, e.guidance is null),
        ('S19.growth', null, e.growth, e.growth is null)) as v (what, of_group, points, is_missing)
    where p.plan_year = (select year from plan where is_current) and e.cutoff_on <= d
      and not v.is_missing
      and (v.of_group is null or exists (
          select from need as n
          where n.campus_id = p.campus_id and n.student_id = p.student_id
            and n.plan_year = p.plan_year and n."group"::text = v.of_group and n.opened_on <= d))
      and not (coalesce(s.transferred_on <= d, false) and exists (
          select from student as t
          join pairing as q on q.campus_id = t.campus_id and q.student_id = t.id
          join evaluation as x on x.campus_id = q.campus_id and x.pairing_id = q.id
          where t.student_no = s.student_no and t.campus_id <> s.campus_id
            and q.plan_year = p.plan_year and x.cutoff_on <= d and x.cutoff_on > s.transferred_on))
    order by p.campus_id, p.student_id, v.what, e.cutoff_on desc,
             coalesce(p."group"::text = v.of_group, false) desc, p."group", p.id
$$;

-- Mentors on a day: staff of the campus with a profile that they are qualified for and may serve.
create function plain_mentors(d date)
returns table (campus_id int, staff_id bigint, load int, "limit" int, lent int)
language sql stable as $$
    select m.campus_id, m.staff_id,
           (select count(distinct p.student_id)::int from pairing as p
            where p.campus_id = m.campus_id and p.staff_id = m.staff_id and p.started_on <= d
              and coalesce(p.ended_on > d, true)),
           least(plain_number('cap', d)::int, m.own_capacity::int),
           (select coalesce(sum(o.reserved), 0)::int
            from loan_offer as o join loan_run as r on r.id = o.run_id
            where o.campus_id = m.campus_id and o.staff_id = m.staff_id
              and d between r.run_on and r.until)
    from mentor as m
    join staff as t on t.campus_id = m.campus_id and t.id = m.staff_id
    where t.home_campus_id is null and coalesce(t.left_on > d, true)
      and coalesce(t.until >= d, true)
      and (t.external_until is null and t.duty not in ('校外辅导员', 'external_mentor')
           or t.external_until >= d and t.background_checked_on <= d
              and t.background_checked_on + make_interval(
                  months => plain_number('background_check_months', d)::int) >= d)
      and exists (
          select from mentor_profile as f
          where f.campus_id = m.campus_id and f.staff_id = m.staff_id
            and f.plan_year = (select year from plan where is_current)
            and (f."group" = 'general' or exists (
                select from qualification as q
                where q.campus_id = f.campus_id and q.staff_id = f.staff_id
                  and q.verified_by <> '' and q.valid_until >= d
                  and (f."group"::text, q.kind::text) in (
                      ('academic', 'subject_teaching'), ('talent', 'contest_coaching'),
                      ('psychological', 'counsellor_certificate'),
                      ('psychological', 'counsellor_training')))))
$$;

-- One row for each thing that a figure counts.
create function plain_facts(d date)
returns table (campus_id int, figure text, student_id bigint, "group" need_group, level text,
               subject text, a numeric, b numeric)
language sql stable as $$
    with plan_now as (
        select p.year, p.first_on, least(d, p.last_on) as until, least(d, p.cutoff_on) as cutoff
        from plan as p where p.is_current
    ), roll as materialized (
        select s.* from student as s
        where s.enrolled_on <= d and coalesce(s.left_on > d, true)
    ), active as materialized (
        select p.* from pairing as p where p.started_on <= d and coalesce(p.ended_on > d, true)
    ), open_need as materialized (
        select n.campus_id, n.student_id, n."group",
               exists (select from active as a where a.campus_id = n.campus_id
                       and a.student_id = n.student_id and a."group" = n."group") as paired,
               exists (select from active as a where a.campus_id = n.campus_id
                       and a.student_id = n.student_id) as covered
        from need as n
        join roll as s on s.campus_id = n.campus_id and s.id = n.student_id
        where n.plan_year = (select year from plan_now) and n.opened_on <= d
          and coalesce(n.closed_on > d, true)
    ), in_need as (
        select distinct n.campus_id, n.student_id, n.covered from open_need as n
    ), event as (
        select w.* from warning_event as w, plan_now as f
        where w.opened_on between f.first_on and f.until and not w.is_drill
          and coalesce(w.ended <> 'unfounded', true)
    ), last_exam as (
        select o.campus_id, o.subject, max(o.taken_on) as taken_on
        from score as o, plan_now as f
        where o.exam = 'final' and o.taken_on between f.first_on and f.cutoff
        group by 1, 2
    ), screened as (
        select k.campus_id, s.id as student_id, exists (
                   select from screening as x join scale as q on q.name = k.scale
                   where x.campus_id = k.campus_id and x.student_id = s.id
                     and x.scale in (q.name, q.form_of)
                     and x.taken_on between k.from_on and least(d, k.until_on)) as done
        from screening_campaign as k
        join scale as q on q.name = k.scale
        join student as s on s.campus_id = k.campus_id and s.grade = any (k.grades)
            and s.enrolled_on <= least(d, k.until_on)
            and coalesce(s.left_on > least(d, k.until_on), true)
        cross join plan_now as f
        left join lateral (
            select c.act = 'refuse' or c.withdrawn_on is not null as is_out
            from consent as c
            where c.campus_id = s.campus_id and c.student_id = s.id and c.purpose = 'screening'
            order by c.dated_on desc, c.recorded_at desc limit 1) as c on true
        where k.from_on between f.first_on and f.until and not coalesce(c.is_out, false)
          and not coalesce(extract(year from age(least(d, k.until_on), s.born_on)) < q.age_from
                           or extract(year from age(least(d, k.until_on), s.born_on)) > q.age_to,
                           false)
    )
    select s.campus_id, 'students', s.id, null::need_group, null::text, null::text, 1::numeric,
           null::numeric
    from roll as s
    union all
    select n.campus_id, v.figure, n.student_id, null, null, null, v.a, v.b
    from in_need as n
    cross join lateral (values ('in_need', 1, null), ('covered', n.covered::int, null),
                               ('coverage', n.covered::int, 1)) as v (figure, a, b)
    union all
    select n.campus_id, v.figure, n.student_id, n."group", null, null, v.a, v.b
    from open_need as n
    cross join lateral (values ('needs', 1, null), ('waiting', 1 - n.paired::int, null),
                               ('group_coverage', n.paired::int, 1)) as v (figure, a, b)
    union all
    select n.campus_id, 'shortage', null, n."group", null, null,
           ceil(count(*) / plain_number('cap', d)), null
    from open_need as n where not n.paired group by n.campus_id, n."group"
    union all
    select p.campus_id, v.figure, p.student_id, p."group", null, null, v.a, v.b
    from active as p
    left join agreement as g on g.campus_id = p.campus_id and g.pairing_id = p.id
        and g.signed_on <= d
    cross join lateral (values ('pairings', 1, null),
                               ('agreements', (g.pairing_id is not null)::int, 1))
        as v (figure, a, b)
    union all
    select m.campus_id, v.figure, null, null, v.level, null, v.a, v.b
    from plain_mentors(d) as m
    cross join lateral (values
        ('mentors', null, 1, null), ('mentors_by_load', m.load::text, 1, null),
        ('free_places', null, greatest(0, m."limit" - m.load - m.lent), null),
        ('mentor_load', null, m.load, m."limit")) as v (figure, level, a, b)
    union all
    select r.campus_id, 'records', r.student_id, r."group", null, null, 1, null
    from record as r
    where r.plan_year = (select year from plan_now)
      and (r.held_at at time zone 'Asia/Shanghai')::date <= d
    union all
    select p.campus_id, v.figure, p.student_id, p."group", null, null, v.a, v.b
    from plain_periods(d) as p
    cross join lateral (values
        (p.duty, case when p.duty = 'tutoring' then least(p.held, p.needed)
                      else (p.held >= p.needed)::int end,
         case when p.duty = 'tutoring' then p.needed else 1 end),
        ('tutoring_full_weeks', (p.held >= p.needed)::int, 1)) as v (figure, a, b)
    where v.figure <> 'tutoring_full_weeks' or p.duty = 'tutoring'
    union all
    select r.campus_id, 'evaluation', p.student_id, p."group", null, null,
           (e.pairing_id is not null)::int, 1
    from evaluation_round as r
    join plan_now as f on r.cutoff_on between f.first_on and f.cutoff
    join pairing as p on p.campus_id = r.campus_id and p.started_on <= r.cutoff_on
        and coalesce(p.ended_on > r.cutoff_on, true)
    left join evaluation as e on e.campus_id = r.campus_id and e.cutoff_on = r.cutoff_on
        and e.pairing_id = p.id
    union all
    -- Whom a campaign asks is no part of a campus: its counts stand for the whole alone.
    select s.campus_id, 'screening', null, null, null, null, s.done::int, 1 from screened as s
    union all
    select w.campus_id, 'warnings', w.student_id, null, w.level::text, null, 1, null
    from event as w
    union all
    select w.campus_id, 'S16', w.student_id, null, null, null, 1, 0 from event as w
    union all
    select s.campus_id, 'S16', s.id, null, null, null, 0, 1 from roll as s
    union all
    select o.campus_id, 'S13', o.student_id, null, null, o.subject::text,
           (o.mark * 100 >= plain_number('pass_percent', d) * o.full_mark)::int, 1
    from last_exam as l
    join score as o on o.campus_id = l.campus_id and o.subject = l.subject and o.exam = 'final'
        and o.taken_on = l.taken_on and o.mark is not null
    join main_subject as k on k.subject = o.subject and k.plan_year = (select year from plan_now)
    join plain_members(d) as m on m.campus_id = o.campus_id and m.student_id = o.student_id
        and m."group" = 'academic'
    where not m.moved or not exists (
        select from student as t
        join score as x on x.campus_id = t.campus_id and x.student_id = t.id
        where t.student_no = m.student_no and x.subject = o.subject and x.exam = 'final'
          and x.mark is not null and x.taken_on > o.taken_on
          and x.taken_on <= (select cutoff from plan_now))
    union all
    select e.campus_id, e.what, e.student_id, e."group", null, null, e.points, 1
    from plain_assessed(d) as e
    union all
    select m.campus_id, v.figure, m.student_id, null, null, null, v.a, 1
    from plain_members(d) as m
    cross join lateral (
        select count(*) filter (where c.level <> 'school') as entered,
               count(*) filter (where c.award <> '') as won
        from student as t
        join contest_entry as c on c.campus_id = t.campus_id and c.student_id = t.id
        cross join plan_now as f
        where t.student_no = m.student_no and c.held_on between f.first_on and f.until) as c
    cross join lateral (values ('S17', (c.entered > 0)::int), ('S18', (c.won > 0)::int))
        as v (figure, a)
    where m."group" = 'talent' and not m.moved
    union all
    select p.campus_id, 'S19.response', p.student_id, null, null, null,
           bool_or(exists (
               select from evaluation as e
               where e.campus_id = p.campus_id and e.pairing_id = p.id and e.cutoff_on <= d
                 and (e.guidance is not null or e.growth is not null)))::int, 1
    from pairing as p
    where p.plan_year = (select year from plan_now) and p.started_on <= d
    group by p.campus_id, p.student_id
    union all
    select h.campus_id, 'honoured_' || h.kind || 's', null, null, null, null, 1, null
    from honour as h
    join honour_round as r on r.campus_id = h.campus_id and r.plan_year = h.plan_year
    where h.plan_year = (select year from plan_now) and r.published_on <= d
$$;

-- As statistics show them: wholes and parts of each campus, of the district, wholes of a stage.
create function plain_rows(d date)
returns table (campus_code text, figure text, by text, part text, a numeric, b numeric)
language sql stable as $$
    with fact as materialized (
        select c.code::text as code, c.stage::text as stage, f.figure, s.grade::text as grade,
               f."group"::text as "group", f.level, f.subject, f.a, f.b
        from plain_facts(d) as f
        join campus as c on c.id = f.campus_id
        left join student as s on s.campus_id = f.campus_id and s.id = f.student_id
        union all
        -- Nothing of a figure is a figure, too.
        select c.code::text, c.stage::text, f.name, null, null, null, null, 0,
               case when f.kind <> 'count' then 0 end
        from campus as c cross join figure as f where c.id > 0
    )
    select w.code, f.figure, w.by, w.part, sum(f.a), sum(f.b)
    from fact as f
    cross join lateral (
        select x.code, y.by, y.part
        from (values (f.code), (null)) as x (code)
        cross join (values (null, null), ('grade', f.grade), ('group', f."group"),
                           ('level', f.level), ('subject', f.subject)) as y (by, part)
        where y.by is null or y.part is not null
        union all
        select null, 'stage', f.stage) as w (code, by, part)
    group by w.code, f.figure, w.by, w.part
$$;

-- As the district and each campus are told, each for itself.
create function told_rows(d date, splits figure_by[])
returns table (campus int, campus_code text, figure text, by text, part text, a numeric, b numeric)
language plpgsql as $$
#variable_conflict use_column
declare
    c int;
begin
    for c in select id from campus order by id loop
        perform set_config('jiedui.campus', c::text, true);
        return query
            select c, r.campus_code, r.figure, r.by::text, r.part, r.numerator, r.denominator
            from figure_rows(d, null, splits, null, null) as r;
    end loop;
    perform set_config('jiedui.campus', '0', true);
end
$$;
