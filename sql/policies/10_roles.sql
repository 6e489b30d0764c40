-- The roles, made if missing. Only jieduid can log in (peer authentication on the Unix socket); it
-- inherits nothing, so a call whose role was not set reads nothing.

do $$
declare
    wanted text;
begin
    foreach wanted in array array['login_check', 'app', 'statistics', 'district', 'loan',
                                  'account_desk', 'capacity_desk', 'psych', 'auditor',
                                  'audit_sealer', 'keys', 'house', 'transfer_desk'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I nologin', wanted);
        end if;
    end loop;
    if not exists (select from pg_roles where rolname = 'jieduid') then
        create role jieduid login noinherit;
    end if;
    execute format('alter role jieduid set timezone = %L', (select time_zone from district));
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to jieduid', current_database());
end
$$;

alter role jieduid login noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
grant login_check, app, statistics, district, loan, psych, auditor, audit_sealer, keys, house
    to jieduid;

-- What the daemon sends is personal: nothing of it enters the server's log.
alter role jieduid set search_path = public, pg_temp;
alter role jieduid set lc_messages = 'C';
alter role jieduid set datestyle = 'ISO, YMD';
-- Compiling a plan takes longer than any statement of ours runs.
alter role jieduid set jit = off;
alter role jieduid set log_parameter_max_length = 0;
alter role jieduid set log_parameter_max_length_on_error = 0;
alter role jieduid set log_error_verbosity = 'terse';
alter role jieduid set log_min_error_statement = 'panic';
alter role jieduid set log_min_messages = 'fatal'; -- an error's own sentence quotes the value
alter role jieduid set log_min_duration_statement = -1;
alter role jieduid set log_statement = 'none';
