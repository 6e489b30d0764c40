-- Shows a record and the versions that corrections replaced. A mentor sees the own ones.
-- expect: one
select r.id, t.staff_no, t.name as mentor_name, s.student_no, s.name as student_name, r."group",
       r.kind, r.channel, r.held_at, r.minutes, r.place, r.topic, r.content, r.measures,
       r.effect, r.version, r.recorded_at
from record as r
join student as s on s.campus_id = r.campus_id and s.id = r.student_id
join staff as t on t.campus_id = r.campus_id and t.id = r.staff_id
where r.campus_id = :campus and r.id = :id::uuid
  and (:caller_role = 'campus_lead' or r.staff_id = :caller_staff);

-- into: versions
select v.version, v.kind, v.channel, v.held_at, v.minutes, v.place, v.topic, v.content,
       v.measures, v.effect, v.recorded_at, v.replaced_at, v.reason
from record_version as v
join record as r on r.campus_id = v.campus_id and r.id = v.record_id
where v.campus_id = :campus and v.record_id = :id::uuid
  and (:caller_role = 'campus_lead' or r.staff_id = :caller_staff)
order by v.version;
