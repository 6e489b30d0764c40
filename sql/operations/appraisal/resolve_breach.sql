-- Notes the day on which a breach was resolved; said again, the last word holds.
-- expect: one
update safety_breach as s set resolved_on = :on::date
where s.campus_id = :campus and s.id = :id::uuid
returning s.id;
