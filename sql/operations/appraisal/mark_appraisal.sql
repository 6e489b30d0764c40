-- Enters a part by hand; entered again, the last word holds.
-- expect: one
insert into appraisal_mark as k (campus_id, plan_year, staff_id, part, points, reason, marked_at,
                                 marked_by)
select :campus, current_plan(), mentor_id_of(:mentor::text), :part::appraisal_part,
       :points::numeric, :reason::short_text, :now::timestamptz, :caller
on conflict on constraint appraisal_mark_pkey do update
set points = excluded.points, reason = excluded.reason, marked_at = excluded.marked_at,
    marked_by = excluded.marked_by
returning trim_scale(k.points)::text as points;
