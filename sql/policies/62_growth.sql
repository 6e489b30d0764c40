-- Marks, contests, warning events: rights beyond those of 20_grants.

grant select on main_subject to app, statistics;
grant select, insert, update on score, contest_entry to app;
grant select, insert, update on warning_event to psych;
grant select, insert on warning_step to psych;
grant select (campus_id, id, account) on account to psych;
grant select on score, contest_entry to statistics;
grant select (campus_id, id, opened_on, is_drill, ended) on warning_event to statistics;

do $$
declare
    t regclass;
begin
    foreach t in array array['score', 'contest_entry', 'warning_event']::regclass[] loop
        execute format('create policy statistics on %s for select to statistics using (true)', t);
    end loop;
end
$$;
