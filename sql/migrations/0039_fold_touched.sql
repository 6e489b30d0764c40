-- oldest-daemon: 0.2.0
-- A fold looks at the records of the pairings it is about, and at no others.

set local role jiedui_owner;

-- As before; where `as_folded`, with the days as the tallies know them beside those there are. Of
-- some pairings alone, the records are looked up student by student and day by day: a fold costs
-- what was written since the last one, however many records the campus has.
drop function duty_spans(int[], uuid[], date, date, boolean, duty[]);
create function duty_spans(campuses int[], pairings uuid[], since date, until date,
                           as_folded boolean, wanted duty[])
returns table (campus_id int, plan_year int, pairing_id uuid, staff_id bigint, student_id bigint,
               grade int, "group" need_group, duty duty, first_on date, last_on date, opens_on date,
               needed int, held_on date[], folded_on date[])
language sql stable as $$
    with horizon as materialized (
        select coalesce(duty_spans.until,
                        (date_trunc('month', max(c.last_on) + 3) + interval '1 month')::date - 1)
                   as until,
               (select d.time_zone from district as d) as zone
        from calendar as c
    ), signed as materialized (
        select g.campus_id, g.pairing_id, p.plan_year, p.staff_id, p.student_id, p."group",
               t.grade::int as grade, g.signed_on, least(g.ended_on, p.ended_on) as ended_on,
               v.meetings_per_week, v.feedback_per_month, v.tutoring_per_week
        from horizon as h
        join agreement as g on g.campus_id = any (campuses) and g.signed_on <= h.until
            and (pairings is null or g.pairing_id = any (pairings))
        join pairing as p on p.campus_id = g.campus_id and p.id = g.pairing_id
        join student as t on t.campus_id = p.campus_id and t.id = p.student_id
        join agreement_version as v on v.campus_id = g.campus_id and v.pairing_id = g.pairing_id
            and v.version = g.version
    ), taught as materialized (
        select d, date_trunc('week', d)::date as monday
        from horizon as h
        cross join lateral teaching_days(greatest(since, (select min(signed_on) from signed)),
                                         date_trunc('week', h.until)::date + 6) as d
    ), weeks as materialized (
        select s.campus_id, s.pairing_id, s.plan_year, s.staff_id, s.student_id, s.grade,
               s."group", s.signed_on, s.ended_on, s.meetings_per_week, s.feedback_per_month,
               s.tutoring_per_week, t.monday
        from signed as s
        join taught as t on t.d >= s.signed_on and (s.ended_on is null or t.d < s.ended_on)
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
    ), bounds as materialized (
        select coalesce(since::timestamp at time zone h.zone, '-infinity') as first_at,
               (h.until + 1)::timestamp at time zone h.zone as before_at
        from horizon as h
    ), told as (
        select r.campus_id, r.staff_id, r.student_id, r."group", r.kind, r.channel, r.held_at,
               0 as change
        from record as r where pairings is null and r.campus_id = any (campuses)
        union all
        select r.campus_id, r.staff_id, r.student_id, r."group", r.kind, r.channel, r.held_at, 0
        from (select distinct s.campus_id, s.student_id from signed as s) as s
        cross join lateral (
            select * from record as r
            where r.campus_id = s.campus_id and r.student_id = s.student_id
              and r.held_at >= (select b.first_at from bounds as b)
              and r.held_at < (select b.before_at from bounds as b)
            offset 0
        ) as r
        where pairings is not null
        union all
        select d.campus_id, d.staff_id, d.student_id, d."group", d.kind, d.channel, d.held_at,
               d.change
        from record_delta as d where as_folded and d.campus_id = any (campuses)
    ), records as materialized (
        select s.campus_id, s.pairing_id, r.kind, r.channel, r.change,
               (r.held_at at time zone h.zone)::date as held_on
        from signed as s
        cross join horizon as h
        join told as r on r.campus_id = s.campus_id and r.student_id = s.student_id
            and r."group" = s."group"
            and r.held_at >= (select b.first_at from bounds as b)
            and r.held_at < (select b.before_at from bounds as b)
            and (r.staff_id = s.staff_id or exists (
                select from absence as a
                where a.campus_id = s.campus_id and a.staff_id = s.staff_id
                  and a.deputy_id = r.staff_id
                  and (r.held_at at time zone h.zone)::date between a.first_on and a.last_on))
    ), months as (
        select w.campus_id, w.pairing_id, w.plan_year, w.staff_id, w.student_id, w.grade,
               w."group", w.signed_on, w.ended_on, w.feedback_per_month,
               date_trunc('month', w.monday + 3)::date as month, min(w.monday) as monday
        from weeks as w
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ), known as (
        select w.campus_id, w.plan_year, w.pairing_id, w.staff_id, w.student_id, w.grade,
               w."group", d.duty, w.monday as first_on, w.monday + 6 as last_on,
               greatest(w.monday, w.signed_on) as opens_on, d.needed, null::date as day, 0 as change
        from weeks as w
        cross join lateral (values
            ('meeting'::duty, w.meetings_per_week),
            ('tutoring', case when w."group" = 'academic' then w.tutoring_per_week else 0 end))
            as d (duty, needed)
        where d.needed > 0 and (wanted is null or d.duty = any (wanted))
        union all
        select m.campus_id, m.plan_year, m.pairing_id, m.staff_id, m.student_id, m.grade,
               m."group", 'home_feedback', m.month, (m.month + interval '1 month')::date - 1,
               greatest(m.monday, m.signed_on), m.feedback_per_month, null, 0
        from months as m
        where m.feedback_per_month > 0 and m.month + interval '1 month' > m.signed_on
          and (m.ended_on is null or m.month < m.ended_on)
          and (wanted is null or 'home_feedback' = any (wanted))
        union all
        select r.campus_id, null, r.pairing_id, null, null, null, null, d.duty,
               r.held_on - case d.duty when 'home_feedback' then extract(day from r.held_on)::int
                                       else extract(isodow from r.held_on)::int end + 1,
               null, null, null, r.held_on, r.change
        from records as r
        cross join lateral (
            select case when r.kind in ('meeting', 'counselling') and r.channel = 'face_to_face'
                        then 'meeting'::duty
                        when r.kind = 'tutoring' then 'tutoring'
                        when r.kind in ('home_feedback', 'home_visit') then 'home_feedback' end
        ) as d (duty)
        where d.duty is not null
    ), period as (
        -- Grouped, not joined: nobody can tell the planner how many periods there will be.
        select k.campus_id, max(k.plan_year) as plan_year, k.pairing_id,
               max(k.staff_id) as staff_id, max(k.student_id) as student_id, max(k.grade) as grade,
               max(k."group") as "group", k.duty, k.first_on, max(k.last_on) as last_on,
               max(k.opens_on) as opens_on, max(k.needed) as needed,
               coalesce(array_agg(k.day order by k.day)
                            filter (where k.day is not null and k.change = 0), '{}') as held_on,
               array_agg(k.day) filter (where k.change < 0) as lost,
               array_agg(k.day) filter (where k.change > 0) as won
        from known as k
        group by k.campus_id, k.pairing_id, k.duty, k.first_on
        having max(k.needed) > 0
    )
    select p.campus_id, p.plan_year, p.pairing_id, p.staff_id, p.student_id, p.grade, p."group",
           p.duty, p.first_on, p.last_on, p.opens_on, p.needed, p.held_on,
           case when p.lost is null and p.won is null then p.held_on
                else coalesce(days_less(p.held_on || p.lost, p.won), '{}') end
    from period as p
$$;

-- What the tallies of duties lack: rows with `met_on` belong to duty_early, the others to
-- duty_tally. Of a stale campus the difference to a count anew; else, of the pairings that unfolded
-- records speak of, the periods as they are less the periods without those records, in one look.
create or replace function duty_changes(campuses int[])
returns table (campus_id int, plan_year int, duty duty, first_on date, last_on date, met_on date,
               grade int, "group" need_group, periods bigint, needed bigint, met bigint,
               full_met bigint)
language sql stable as $$
    with stale as materialized (
        select array_agg(distinct s.campus_id) as campuses
        from figure_stale as s where s.campus_id = any (duty_changes.campuses)
    ), touched as materialized (
        select k.wanted, array_agg(distinct p.campus_id) as campuses,
               array_agg(distinct p.id) as pairings,
               date_trunc(k.span, min(d.held_at) at time zone z.time_zone)::date as since,
               (date_trunc(k.span, max(d.held_at) at time zone z.time_zone)
                + ('1 ' || k.span)::interval)::date - 1 as until
        from stale as s
        cross join district as z
        join record_delta as d on d.campus_id = any (duty_changes.campuses)
            and (s.campuses is null or d.campus_id <> all (s.campuses))
        join (values ('week', '{meeting,tutoring}'::duty[],
                      '{meeting,counselling,tutoring}'::record_kind[]),
                     ('month', '{home_feedback}', '{home_feedback,home_visit}'))
            as k (span, wanted, kinds) on d.kind = any (k.kinds)
        join pairing as p on p.campus_id = d.campus_id and p.student_id = d.student_id
            and p."group" = d."group"
        group by z.time_zone, k.span, k.wanted
    ), span as (
        select p.*, 1 as sign, p.held_on as days
        from stale as s
        cross join lateral duty_spans(s.campuses, null, null, null, false, null) as p
        where s.campuses is not null
        union all
        select p.*, v.sign, v.days
        from touched as t
        cross join lateral duty_spans(
            t.campuses, t.pairings,
            t.since - case when 'home_feedback' = any (t.wanted) then 6 else 0 end,
            t.until + case when 'home_feedback' = any (t.wanted) then 6 else 0 end,
            true, t.wanted) as p
        cross join lateral (values (1, p.held_on), (-1, p.folded_on)) as v (sign, days)
        where p.held_on <> p.folded_on
    ), leaf as (
        select p.campus_id, p.plan_year, p.duty, p.first_on, p.last_on, p.grade, p."group", p.sign,
               p.needed, least(cardinality(p.days), p.needed) as met,
               (cardinality(p.days) >= p.needed)::int as full_met,
               greatest(p.days[p.needed], p.opens_on) as met_on
        from span as p
    )
    select l.campus_id, l.plan_year, l.duty, l.first_on, l.last_on, e.met_on, l.grade, l."group",
           sum(l.sign), sum(l.sign * l.needed), sum(l.sign * l.met), sum(l.sign * l.full_met)
    from leaf as l
    cross join lateral (
        select null::date as met_on
        union all
        select l.met_on where l.full_met = 1 and l.met_on < l.last_on
    ) as e
    group by 1, 2, 3, 4, 5, 6, 7, 8
    union all
    select t.campus_id, t.plan_year, t.duty, t.first_on, t.last_on, null, t.grade, t."group",
           -t.periods, -t.needed, -t.met, -t.full_met
    from stale as s join duty_tally as t on t.campus_id = any (s.campuses)
    union all
    select e.campus_id, e.plan_year, e.duty, e.first_on, e.last_on, e.met_on, e.grade, e."group",
           -e.periods, -e.needed, -e.needed, -e.periods
    from stale as s join duty_early as e on e.campus_id = any (s.campuses)
$$;

reset role;
