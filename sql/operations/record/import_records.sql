-- Stores records by mentor, student, group, kind and moment. A column left empty keeps what is
-- stored; a row that says something else than a stored record is a correction and keeps the old
-- version. A mentor imports the own ones, and a deputy those of the days of the absence. What is
-- stored is not asked for its day again.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.staff_no::staff_no[], :rows.student_no::student_no[],
            :rows.group::need_group[], :rows.kind::record_kind[], :rows.held_at::timestamptz[])
    with ordinality as r (staff_no, student_no, in_group, kind, held_at, place)
left join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
    and (:caller_role = 'campus_lead' or t.id = :caller_staff)
left join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
    and (:caller_role = 'campus_lead' or serves(t.id, s.id, null, null))
cross join lateral (
    select case when serves(t.id, s.id, r.in_group, local_date(r.held_at)) then null
                when not serves(t.id, s.id, r.in_group, null) then 'record_of_a_pairing'
                when not exists (select from record as o
                                 where o.campus_id = :campus and o.staff_id = t.id
                                   and o.student_id = s.id and o."group" = r.in_group
                                   and o.kind = r.kind and o.held_at = r.held_at)
                then 'record_in_days_served' end as fault
) as w
cross join lateral (
    select * from (values
        ('staff_no', 'staff_unknown', t.id is null),
        ('student_no', 'student_unknown', s.id is null),
        ('group', 'group_given', r.in_group is null),
        ('kind', 'kind_given', r.kind is null),
        ('held_at', 'held_at_given', r.held_at is null),
        ('held_at', 'record_not_in_future', r.held_at > :now::timestamptz),
        ('held_at', w.fault, w.fault = 'record_in_days_served'),
        (null, w.fault, w.fault is not null)
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select t.id as staff_id, s.id as student_id, r.in_group, r.kind, r.held_at,
           coalesce(r.channel, o.channel) as channel, coalesce(r.minutes, o.minutes) as minutes,
           coalesce(r.place, o.place) as place, coalesce(r.topic, o.topic) as topic,
           coalesce(r.content, o.content) as content,
           coalesce(r.measures, o.measures) as measures, coalesce(r.effect, o.effect) as effect,
           o.id as record_id
    from unnest(:rows.staff_no::staff_no[], :rows.student_no::student_no[],
                :rows.group::need_group[], :rows.kind::record_kind[],
                :rows.channel::record_channel[], :rows.held_at::timestamptz[],
                :rows.minutes::minutes[], :rows.topic::short_text[], :rows.content::long_text[],
                :rows.measures::long_text[], :rows.effect::long_text[],
                :rows.place::short_text[])
        as r (staff_no, student_no, in_group, kind, channel, held_at, minutes, topic, content,
              measures, effect, place)
    join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
        and (:caller_role = 'campus_lead' or t.id = :caller_staff)
    join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
    left join record as o on o.campus_id = :campus and o.staff_id = t.id and o.student_id = s.id
        and o."group" = r.in_group and o.kind = r.kind and o.held_at = r.held_at
    where r.held_at <= :now::timestamptz and r.kind is not null
      and (o.id is not null or serves(t.id, s.id, r.in_group, local_date(r.held_at)))
), changed as (
    select g.*, o.version
    from given as g
    join record as o on o.campus_id = :campus and o.id = g.record_id
    where (o.channel, o.minutes, o.place, o.topic, o.content, o.measures, o.effect) is distinct from
          (g.channel, g.minutes, g.place, g.topic, g.content, g.measures, g.effect)
), kept as (
    insert into record_version (campus_id, record_id, version, kind, channel, held_at, minutes,
                                place, topic, content, measures, effect, recorded_at, recorded_by,
                                replaced_at, replaced_by, reason)
    select o.campus_id, o.id, o.version, o.kind, o.channel, o.held_at, o.minutes, o.place,
           o.topic, o.content, o.measures, o.effect, o.recorded_at, o.recorded_by,
           :now::timestamptz, :caller, 'import'
    from record as o
    join changed as c on c.record_id = o.id
    where o.campus_id = :campus
), corrected as (
    update record as o
    set channel = c.channel, minutes = c.minutes, place = c.place, topic = c.topic,
        content = c.content, measures = c.measures, effect = c.effect, version = c.version + 1,
        recorded_at = :now::timestamptz, recorded_by = :caller
    from changed as c
    where o.campus_id = :campus and o.id = c.record_id
    returning 1
), added as (
    insert into record (campus_id, id, plan_year, staff_id, student_id, "group", kind, channel,
                        held_at, minutes, place, topic, content, measures, effect, recorded_at,
                        recorded_by)
    select :campus, gen_random_uuid(), current_plan(), g.staff_id, g.student_id, g.in_group, g.kind,
           g.channel, g.held_at, g.minutes, g.place, g.topic, g.content, g.measures, g.effect,
           :now::timestamptz, :caller
    from given as g
    where g.record_id is null
    returning 1
), counted as (
    select (select count(*) from given) as given,
           (select count(*) from added) + (select count(*) from corrected) as stored
)
select stored::int as stored, (given - stored)::int as unchanged from counted;
