-- Rollover: rights beyond those of 20_grants.

grant insert, select on rollover to app;
grant execute on function grade_after(int, stage, int[]) to app;
