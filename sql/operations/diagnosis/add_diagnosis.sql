-- Stores how a student of the caller's met a knowledge point; told again, the last word holds.
-- expect: one
insert into diagnosis as d (campus_id, student_id, subject, dimension, point, taken_on, full_mark,
                            mark, recorded_at, recorded_by)
select :campus, s.id, :subject::subject, :dimension::short_text, :point::short_text, :on::date,
       :full_mark::numeric, :mark::numeric, :now::timestamptz, :caller
from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
  and case when :on::date > :today then refuse('day_not_in_future') else true end
on conflict on constraint diagnosis_pkey do update
set dimension = excluded.dimension, full_mark = excluded.full_mark, mark = excluded.mark
returning round(d.mark * 100 / d.full_mark, 2)::text as percent,
          d.mark * 100 < coalesce(plan_value('weak_point_percent', d.taken_on), 60) * d.full_mark
              as weak;
