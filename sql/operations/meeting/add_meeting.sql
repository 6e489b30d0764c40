-- Notes a meeting of the current plan; a mentor holds those of the own work, the lead all.
-- expect: one
insert into meeting (campus_id, id, plan_year, kind, held_on, topic, place, recorded_at,
                     recorded_by)
select :campus, :new_id::uuid, current_plan(), :kind::meeting_kind, :on::date, :topic::short_text,
       :place::short_text, :now::timestamptz, :caller
where case when :on::date > :today then refuse('day_not_in_future')
           when :caller_role <> 'campus_lead'
            and :kind::meeting_kind not in ('method_meeting', 'group_meeting')
           then refuse('meeting_of_the_lead')
           else true end
returning id;
