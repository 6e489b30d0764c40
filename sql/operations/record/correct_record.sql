-- Corrects a record: what it said goes to record_version with the reason, the version rises. The
-- lock comes first, so that two corrections at once make two versions. A mentor corrects the own.
-- The day may become another of those on which the two were paired.
-- expect: one
with old as (
    select * from record as r
    where r.campus_id = :campus and r.id = :id::uuid
      and (:caller_role = 'campus_lead' or r.staff_id = :caller_staff)
      and case when :held_at::timestamptz > :now::timestamptz then refuse('record_not_in_future')
               when local_date(:held_at) <> local_date(r.held_at)
                    and not serves(r.staff_id, r.student_id, r."group", local_date(:held_at))
               then refuse('record_in_days_served', 'on', local_date(:held_at)::text,
                           'days', days_served(r.staff_id, r.student_id, r."group"))
               else true end
    for no key update
), kept as (
    insert into record_version (campus_id, record_id, version, kind, channel, held_at, minutes,
                                place, topic, content, measures, effect, recorded_at, recorded_by,
                                replaced_at, replaced_by, reason)
    select campus_id, id, version, kind, channel, held_at, minutes, place, topic, content,
           measures, effect, recorded_at, recorded_by, :now::timestamptz, :caller,
           :reason::short_text
    from old
)
update record as r
set kind = coalesce(:kind::record_kind, old.kind),
    channel = coalesce(:channel::record_channel, old.channel),
    held_at = coalesce(:held_at::timestamptz, old.held_at),
    minutes = coalesce(:minutes::minutes, old.minutes),
    place = coalesce(:place::short_text, old.place),
    topic = coalesce(:topic::short_text, old.topic),
    content = coalesce(:content::long_text, old.content),
    measures = coalesce(:measures::long_text, old.measures),
    effect = coalesce(:effect::long_text, old.effect),
    version = old.version + 1, recorded_at = :now::timestamptz, recorded_by = :caller
from old
where r.campus_id = :campus and r.id = old.id
returning r.id, r.version;
