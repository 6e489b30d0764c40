-- Agreements and duties: rights beyond those of 20_grants.

grant select on agreement_template to app;
grant select, insert, update on agreement to app;
grant select, insert on agreement_version to app;
grant execute on function teaching_days(date, date), duty_periods(date, uuid),
    duty_compliance(date, uuid) to app, statistics;
