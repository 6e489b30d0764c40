-- Surveys: rights beyond those of 20_grants. An answer is read as a sum alone.

grant select, insert on survey to app;
grant select, insert, update on survey_answer to app;
