-- Figures: rights beyond those of 20_grants. The tallies are written by functions of a role without
-- members alone; what an operation leaves for them are changes.

do $$
begin
    if not exists (select from pg_roles where rolname = 'tally_desk') then
        create role tally_desk nologin;
    end if;
end
$$;
grant usage on schema public to tally_desk;
revoke all on all tables in schema public from tally_desk;
revoke all on all routines in schema public from tally_desk;

grant select, insert on record_delta to app;
grant select on record_delta to notice_desk;
alter function mark_stale() owner to tally_desk;
alter function fold_figures(int) owner to tally_desk;
grant execute on function fold_figures(int) to house;
grant select on campus, district, calendar, plan, record, student, pairing, agreement,
    agreement_version, absence to tally_desk;
grant select, insert, update, delete on record_delta, figure_stale, record_tally, duty_tally,
    duty_early to tally_desk;
grant execute on function fold_campus(int), duty_spans(int[], uuid[], date, date, boolean, duty[]),
    days_less(date[], date[]), current_campus() to tally_desk;

grant select on figure to app, statistics, district;
alter function figure_parts(date, text[]) owner to statistics;
grant execute on function figure_parts_now(date, text[]) to statistics;
alter function baseline_parts(int) owner to statistics;
alter function figure_cases(date, text, bigint) owner to statistics;
grant execute on function figure_cases(date, text, bigint), hears_marks(bigint, text) to app;
grant execute on function kpi_cases(date, text[]), need_cases(date), seen_campuses()
    to statistics;

grant select on agreement_version, absence, evaluation_round, honour, honour_round,
    main_subject to statistics;
grant select (campus_id, id, student_id, level, opened_on, is_drill, ended) on warning_event
    to statistics;
grant execute on function duty_spans(int[], uuid[], date, date, boolean, duty[])
    to app, statistics, notice_desk;
grant execute on function days_less(date[], date[]) to app, statistics, notice_desk;
grant select (campus_id, id, grade) on student to notice_desk;
grant select on record_delta, figure_stale, record_tally, duty_tally, duty_early to statistics;
grant execute on function record_changes(int[]), duty_changes(int[]), teaching_days(date, date)
    to statistics, tally_desk;
grant execute on function kpi_leaves(date, text[]), record_counts(date), duty_counts(date),
    figure_leaves(date, text[]), campaign_counts(date) to statistics;
grant execute on function figure_parts(date, text[]), figure_parts_of(int, date, text[]),
    baseline_parts(int), figure_value(figure_kind, numeric, numeric),
    figure_verdict(figure_comparison, figure_kind, numeric, numeric, numeric, numeric, numeric,
                   boolean),
    figure_change(text, figure_kind, numeric, numeric, numeric, numeric),
    trend_days(date, date, figure_step),
    figure_rows(date, int, figure_by[], text[], text) to app, statistics;

do $$
declare
    t regclass;
begin
    foreach t in array array['agreement_version', 'absence', 'evaluation_round', 'honour',
                             'honour_round']::regclass[] loop
        execute format('create policy statistics on %s for select to statistics using (true)', t);
    end loop;
    foreach t in array array['record', 'student', 'pairing', 'agreement', 'agreement_version',
                             'absence']::regclass[] loop
        execute format('create policy tally_desk on %s for select to tally_desk using (true)', t);
    end loop;
    foreach t in array array['record_delta', 'figure_stale', 'record_tally', 'duty_tally',
                             'duty_early']::regclass[] loop
        execute format('create policy statistics on %s for select to statistics using (true)', t);
        execute format('create policy tally_desk on %s to tally_desk using (true)', t);
    end loop;
end
$$;
