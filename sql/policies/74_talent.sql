-- Talent files and listed contests: rights beyond those of 20_grants.

grant select on listed_contest to app, district, statistics;
grant insert, update, delete on listed_contest to district;
grant select, insert, update on talent_file to app;
grant execute on function school_year(date) to app, district, statistics;
