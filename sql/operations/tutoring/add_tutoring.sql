-- Adds a step to a record of one's own; told again, the last word holds.
-- expect: one
insert into tutoring as t (campus_id, record_id, step, subject, point, exercises, correct, known,
                           questions, extensions)
select :campus, r.id, :step::tutoring_step, :subject::subject, :point::short_text,
       :exercises::int, :correct::int, :known::int, :questions::int, :extensions::int
from record as r
where r.campus_id = :campus and r.id = :record::uuid
  and (:caller_role = 'campus_lead' or r.staff_id = :caller_staff)
  and case when r.kind <> 'tutoring' then refuse('tutoring_record_kind') else true end
on conflict on constraint tutoring_pkey do update
set subject = excluded.subject, point = excluded.point, exercises = excluded.exercises,
    correct = excluded.correct, known = excluded.known, questions = excluded.questions,
    extensions = excluded.extensions
returning greatest(0, coalesce(plan_value('graded_exercises', :today), 0)::int
                      - coalesce(t.exercises, 0)) as missing_exercises;
