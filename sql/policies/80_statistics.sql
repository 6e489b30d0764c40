-- Figures: rights beyond those of 20_grants.

grant select on figure to app, statistics, district;
alter function figure_parts(date, text[]) owner to statistics;
alter function baseline_parts(int) owner to statistics;

grant select on agreement_version, absence, evaluation_round, honour, honour_round,
    main_subject to statistics;
grant select (campus_id, id, student_id, level, opened_on, is_drill, ended) on warning_event
    to statistics;
grant execute on function in_remedy(date, date), duty_spans(int[], uuid[], date, date)
    to app, statistics, notice_desk;
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
end
$$;
