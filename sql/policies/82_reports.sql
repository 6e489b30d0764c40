-- Monthly reports: rights beyond those of 20_grants. The district reads what was submitted, inside
-- functions of the role statistics.

alter function reports_seen(text, date) owner to statistics;
alter function report_figures_seen(int, date, int) owner to statistics;
alter function report_amounts_seen(int, date, int) owner to statistics;
alter function month_warnings(date) owner to statistics;
alter function report_months(text, date, date) owner to statistics;
alter function report_encoding(int, date, int, timestamptz, bigint) owner to statistics;

grant select, insert, update on report to app;
grant select, insert, delete on report_figure, report_month to app;
grant select on report, report_figure, report_month to statistics;
grant select (closed_on) on warning_event to statistics;
grant execute on function audit_field(text), audit_instant(timestamptz) to statistics;
grant execute on function report_last_day(date) to app, statistics;
grant execute on function report_month_of(text), student_named_in(text), month_amounts(date),
    month_warnings(date),
    report_encoding(int, date, int, timestamptz, bigint), reports_seen(text, date),
    report_figures_seen(int, date, int), report_amounts_seen(int, date, int),
    report_months(text, date, date) to app;

do $$
declare
    t regclass;
begin
    foreach t in array array['report', 'report_figure', 'report_month']::regclass[] loop
        execute format('create policy statistics on %s for select to statistics using (true)', t);
    end loop;
end
$$;
