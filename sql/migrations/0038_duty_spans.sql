-- oldest-daemon: 0.2.0
-- The periods of the duties that agreements bring, and the days on which they were met.

set local role jiedui_owner;

-- Some days without others, each as often as it is there.
create function days_less(days date[], others date[]) returns date[] language sql immutable
return (select array_agg(d.day order by d.day)
        from (select unnest(days) as day except all select unnest(others)) as d);

-- Every period of every duty of the signed agreements of some campuses, or of some pairings alone,
-- whatever the day one looks from, of the duties wanted. A week is Monday to Sunday, and belongs to
-- the month of its Thursday; it is required when it has a teaching day inside the agreement.
-- `needed` is how many records meet the period, `held_on` the days of those there are, in order;
-- before `opens_on` the period is not looked at. Records of a deputy count, for the days of the
-- absence. Without a last day, up to the end of the calendar; where `as_folded`, with the days as
-- the tallies know them beside those there are. Of some pairings alone, the records are looked up
-- student by student and day by day: a fold costs what was written since the last one, however many
-- records the campus has.
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

-- What the agreements of the caller's campus require up to a day, met or not.
create or replace function duty_periods(until date, only_pairing uuid)
returns table (pairing_id uuid, staff_id bigint, student_id bigint, "group" need_group, duty duty,
               first_on date, last_on date, needed int, held int)
language sql stable as $$
    with remedy as materialized (
        select coalesce(plan_value('remedy_first_month', until), 5) as first_month,
               coalesce(plan_value('remedy_last_month', until), 10) as last_month
    )
    select s.pairing_id, s.staff_id, s.student_id, s."group", s.duty, s.first_on, s.last_on,
           s.needed, cardinality(s.held_on)
    from duty_spans(array[current_campus()],
                    case when only_pairing is not null then array[only_pairing] end, null, until,
                    false, null) as s
    cross join remedy as r
    where s.duty <> 'tutoring'
       or extract(month from s.first_on + 3) between r.first_month and r.last_month
$$;

reset role;
