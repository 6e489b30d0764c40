-- Stores a review, its note sealed.
-- expect: one
insert into safety_review (campus_id, id, screening_id, student_id, note, done_at, done_by)
values (:campus, :id::uuid, :screening_id::uuid, :student_id::bigint, :note::bytea,
        :now::timestamptz, :caller)
returning id;
