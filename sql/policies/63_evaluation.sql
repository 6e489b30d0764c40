-- Evaluations, baselines, figures against targets: rights beyond those of 20_grants.

alter function kpi_parts(date) owner to statistics;

grant select, insert on evaluation_round to app;
grant select, insert, update on evaluation to app;
grant select, insert, update on baseline to district;
grant select on evaluation, baseline to statistics;
grant execute on function kpi_parts(date), kpi_figures(date) to app, statistics;

do $$
begin
    create policy statistics on evaluation for select to statistics using (true);
    create policy statistics on baseline for select to statistics using (true);
    create policy district on baseline to district using (true);
end
$$;
