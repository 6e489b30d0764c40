-- Appraisals and honours: rights beyond those of 20_grants.

grant select, insert, update on appraisal_mark, safety_breach, honour_nomination, honour_appeal
    to app;
grant select, insert on honour_round, honour to app;
grant execute on function multiply(numeric, numeric), product(numeric), appraisal_parts(date),
    appraisals(date), publish_honours(date, int) to app;
