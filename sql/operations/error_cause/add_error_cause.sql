-- Notes a cause of a student the caller reaches.
-- expect: one
insert into error_entry (campus_id, id, student_id, subject, cause, point, found_on, errors,
                         recorded_at, recorded_by)
select :campus, :new_id::uuid, s.id, :subject::subject, :cause::short_text, :point::short_text,
       :on::date, coalesce(:errors::int, 1), :now::timestamptz, :caller
from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
  and case when :on::date > :today then refuse('day_not_in_future')
           when not exists (select from error_cause_default as d where d.name = :cause)
            and not exists (select from error_cause as c
                            where c.campus_id = :campus and c.name = :cause)
           then refuse('error_cause_known', 'cause', :cause::text)
           else true end
returning id;
