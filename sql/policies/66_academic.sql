-- Diagnosis, tutoring, artefacts, meetings: rights beyond those of 20_grants.

grant select on error_cause_default to app;
grant select, insert, update on diagnosis, tutoring to app;
grant select, insert on error_cause, error_entry, artefact to app;
grant select, insert, update on meeting to app;
grant select, insert, update on meeting_attendance to app;
grant execute on function media_type_of(bytea), points_on(bigint, date),
    stage_artefacts(bigint, date), stage_on(date) to app;
