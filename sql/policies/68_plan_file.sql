-- The plan's file and what became of it: rights beyond those of 20_grants.

grant select on plan_phase, plan_meeting, plan_anchor, plan_sentence, main_subject,
    agreement_template to app, district, statistics, capacity_desk;
grant insert, update, delete on plan_phase, plan_meeting, plan_anchor, main_subject
    to capacity_desk;
grant insert, update on plan to capacity_desk;
grant insert on agreement_template to capacity_desk;
grant execute on function meeting_kind_of(text),
    plan_row_fault(plan_row_kind, text, text, date, date) to app, district, capacity_desk;
alter function load_plan(plan_row_kind[], text[], text[], date[], date[], text[], text[])
    owner to capacity_desk;
grant execute on function
    load_plan(plan_row_kind[], text[], text[], date[], date[], text[], text[]) to district;
grant execute on function
    replace_plan_parts(int, plan_row_kind[], text[], date[], date[], text[], text[]),
    set_plan_number(text, numeric, text) to capacity_desk;

alter function group_shares(date) owner to statistics;
alter function plan_facts() owner to statistics;
grant execute on function group_shares(date), plan_facts() to app, district;
grant select on need_source, need_list, choice, fit, match_run, agreement, diagnosis, tutoring,
    error_entry, artefact, meeting, meeting_attendance, change_request to statistics;

do $$
declare
    t regclass;
begin
    foreach t in array array['need_source', 'need_list', 'choice', 'fit', 'match_run', 'agreement',
                             'diagnosis', 'tutoring', 'error_entry', 'artefact', 'meeting',
                             'meeting_attendance', 'change_request']::regclass[] loop
        execute format('create policy statistics on %s for select to statistics using (true)', t);
    end loop;
end
$$;
