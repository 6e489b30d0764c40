-- Notes a breach of a mentor's.
-- expect: one
insert into safety_breach (campus_id, id, staff_id, found_on, reason, recorded_at, recorded_by)
select :campus, :new_id::uuid, mentor_id_of(:mentor::text), :on::date, :reason::short_text,
       :now::timestamptz, :caller
where case when :on::date > :today then refuse('day_not_in_future') else true end
returning id;
