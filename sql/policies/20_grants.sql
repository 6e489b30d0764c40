-- Who may do what; everything is taken away first, so that this file alone says it.

revoke all on schema public from public;
grant usage on schema public to login_check, app, statistics, district, loan, account_desk,
    capacity_desk, psych, auditor, audit_sealer, keys, house, transfer_desk;

revoke all on all tables in schema public from public, login_check, app, statistics, district,
    loan, account_desk, capacity_desk, psych, auditor, audit_sealer, keys, house,
    transfer_desk;
revoke all on all routines in schema public from public, login_check, app, statistics, district,
    loan, account_desk, capacity_desk, psych, auditor, audit_sealer, keys, house,
    transfer_desk;

-- Functions that run with the rights of a narrow role of their own.
alter function set_plan_number(text, numeric, text) owner to capacity_desk;
alter function lend_places(int[], bigint[], int[], date) owner to capacity_desk;
alter function host_guest(int, bigint, int, date) owner to capacity_desk;
alter function add_account(text, text, role_name, text, text, text, boolean) owner to account_desk;
alter function manageable_accounts() owner to account_desk;
alter function disable_account(text) owner to account_desk;
alter function district_campus_figures(date) owner to statistics;
alter function district_group_figures(date) owner to statistics;

-- For everybody: rules, the district's calendar and plan, and the small functions.
grant select on rule, district, campus, plan, plan_number_kind, plan_version, plan_number,
    calendar, loan_run
    to login_check, app, statistics, district, loan, account_desk, capacity_desk, psych, auditor,
       audit_sealer, keys, house, transfer_desk;
grant execute on function
    refuse(text, text[]), sentence(text), student_no_is_valid(text), student_no_born_on(text),
    student_no_gender(text), masked(text), slots_normal(text), current_campus(),
    current_account(), clock(), iso(timestamptz), percent(bigint, bigint),
    local_date(timestamptz), today(), campus_code_of(int), current_plan(), plan_first_on(),
    plan_version_on(date), plan_value(text, date), is_external(text, date),
    is_qualified(int, bigint, need_group, text, date), service_fault(int, bigint, date),
    qualified_profiles(date), peak_from(int, bigint, date), mentor_places(date)
    to login_check, app, statistics, district, loan, account_desk, capacity_desk, psych, auditor,
       audit_sealer, keys, house, transfer_desk;
grant select, insert, update on request_claim
    to login_check, app, district, loan, psych, auditor, keys;

-- login_check: finding accounts, keeping sessions, counting failures.
grant execute on function identify(bytea, text[], text, text, timestamptz, uuid,
    text, text[]) to login_check;
grant select on account, account_role, account_directory, session, device, break_glass
    to login_check;
grant update (password_hash) on account to login_check;
grant insert, update on session to login_check;
-- The daemon looks at the schema's version when it starts; the migrator makes that table.
do $$
begin
    if to_regclass('schema_migration') is not null then
        grant select on schema_migration to login_check, app;
    end if;
end
$$;

-- app: one campus's own work.
grant select on account_role, staff, student, student_directory, mentor, mentor_profile,
    qualification, need, need_source, need_list, need_list_row, choice, answer, fit, forbidden,
    pairing, record, record_version, match_run, match_pair, match_lock, loan_offer, loan_part,
    loan_pair
    to app;
grant select (campus_id, id, account, created_at, created_by, disabled_at) on account to app;
grant insert, update on student, staff, mentor_profile, qualification, need, need_source, choice,
    answer, fit, forbidden, record, match_run, match_pair, match_lock to app;
grant insert on student_directory, need_list, need_list_row, record_version to app;
grant delete on choice, answer, forbidden, match_lock, match_pair to app;
grant update (loan_places) on mentor to app;
grant execute on function
    find_student(text), find_staff(text), placement_fault(bigint, bigint, need_group, date),
    open_pairings(uuid[], bigint[], bigint[], need_group[], date[], pairing_origin, uuid, uuid[]),
    close_pairings(uuid[], date, text), reassign_pairing(uuid, uuid, bigint, date, text),
    set_capacity(bigint[], int[], date),
    add_account(text, text, role_name, text, text, text, boolean), manageable_accounts(),
    disable_account(text),
    campus_figures(date), group_figures(date)
    to app;

-- district: aggregates, campuses, accounts of leads, plan and calendar; no table of persons.
grant insert, update on campus, calendar to district;
grant delete on calendar to district;
grant execute on function
    add_account(text, text, role_name, text, text, text, boolean), manageable_accounts(),
    disable_account(text),
    set_plan_number(text, numeric, text),
    district_campus_figures(date), district_group_figures(date)
    to district;

-- statistics: reads what the figures count, of all campuses.
grant select on student, staff, mentor, mentor_profile, qualification, need, pairing, record,
    loan_offer
    to statistics;
grant execute on function campus_figures(date), group_figures(date) to statistics;

-- loan: the matching inputs of all campuses without names.
grant select (campus_id, id, student_no, grade, enrolled_on, left_on) on student to loan;
grant select (campus_id, id, staff_no, duty, subject, external_until, background_checked_on,
              home_campus_id, home_staff_id, until) on staff to loan;
grant select (campus_id, plan_year, staff_id, "group", slots, traits) on mentor_profile to loan;
grant select on mentor, qualification, need, answer, fit, forbidden, pairing, loan_offer,
    loan_part, loan_pair to loan;
grant insert, update on loan_run, loan_offer, loan_part, loan_pair to loan;
grant execute on function
    find_student(text), find_staff(text),
    placement_fault(bigint, bigint, need_group, date), lend_places(int[], bigint[], int[], date),
    host_guest(int, bigint, int, date),
    open_pairings(uuid[], bigint[], bigint[], need_group[], date[], pairing_origin, uuid, uuid[])
    to loan;

-- account_desk and capacity_desk: what their functions need; nobody can become them.
grant select, insert, update on account, account_role to account_desk;
grant select, insert on account_directory to account_desk;
grant select on staff to account_desk;
grant select, update on session to account_desk;
grant execute on function manageable_accounts() to account_desk;
grant select, insert, update on staff, mentor, mentor_profile, qualification, account_role
    to capacity_desk;
grant select on pairing to capacity_desk;
grant insert on plan_version, plan_number to capacity_desk;
grant update on plan to capacity_desk;
