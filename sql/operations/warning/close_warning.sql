-- Closes a warning event once; harm by others not before it was reported.
-- expect: one
update warning_event as w
set closed_on = coalesce(:on::date, :today), ended = :ended::warning_end, next_on = :next_on::date
where w.campus_id = :campus and w.id = :id::uuid
  and case when w.closed_on is not null then refuse('warning_closed')
           when :on::date > :today then refuse('day_not_in_future')
           when w.harm_by_others and :ended::warning_end is distinct from 'unfounded'
                and not exists (select from warning_step as p
                                where p.campus_id = :campus and p.warning_id = w.id
                                  and p.act = 'mandatory_report')
           then refuse('warning_needs_report')
           else true end
returning w.id, w.closed_on;
