-- Suppression: rights beyond those of 20_grants.

grant execute on function figures_beside(text[]), keep_figures(text[]) to app, district;
grant execute on function figure_parts(date, text[]) to district;
