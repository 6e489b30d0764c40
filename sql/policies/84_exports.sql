-- Exports: rights beyond those of the parts that own the rows.

alter function accounts_to_export() owner to account_desk;
grant execute on function accounts_to_export() to app;
grant execute on function clock() to account_desk;
grant select (evidence_digest), insert (evidence_digest), update (evidence_digest)
    on need_source to app;
grant select (slots, traits) on need to psych;
