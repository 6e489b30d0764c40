-- The peer of W1: the row that RecordService.AddRecord stores, and nothing else.
\set campus random(1, :campuses)
\set pair random(1, 600)
\set student :campus * 10000 + :pair
\set staff :campus * 1000 + (:pair - 1) % 120 + 1
insert into bench.record (campus_id, id, plan_year, staff_id, student_id, "group", kind, channel,
                          held_at, minutes, topic, content, recorded_at, recorded_by)
values (:campus, lpad(to_hex(nextval('bench.number') + 1000000000000), 32, '0')::uuid, 2026, :staff,
        :student, 'general', 'meeting', 'face_to_face', clock_timestamp() - interval '100 days', 40,
        '阅读习惯与作业安排',
        '谈了本周的作业与阅读，谈了本周的作业与阅读，谈了本周的作业与阅读，谈了本周的作业与阅读，',
        now(), :staff);
