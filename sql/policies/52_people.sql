-- Accounts, classes and pauses after wrong passwords: rights beyond those of 20_grants.

alter function grant_role(text, role_name, text, text) owner to account_desk;
alter function withdraw_role(text, role_name) owner to account_desk;
alter function enable_account(text) owner to account_desk;
alter function may_reset(text) owner to account_desk;
alter function reset_account(text, text, boolean) owner to account_desk;
alter function psychology_grants() owner to account_desk;
alter function account_to_reset(text) owner to account_desk;
alter function import_account(text, text, role_name, text, text, text) owner to account_desk;

grant execute on function reaches(bigint) to app, psych;
grant select on teaching to app, psych;
grant insert, delete on teaching to app;
grant execute on function staff_id_of(text) to app;
grant execute on function grant_role(text, role_name, text, text),
    withdraw_role(text, role_name), enable_account(text), may_reset(text),
    reset_account(text, text, boolean), psychology_grants(),
    import_account(text, text, role_name, text, text, text) to app;
grant execute on function role_is_yours(role_name), check_lead_apart(int, bigint, bigint),
    give_role(int, bigint, role_name, text, text), account_to_reset(text) to account_desk;
grant delete on account_role to account_desk;
grant select on qualification to account_desk;
grant select (campus_id, id, student_no, name) on student to account_desk;

grant select, insert, update, delete on login_throttle to login_check;
grant update (must_change) on account to login_check;

do $$
begin
    create policy account_desk on student for select to account_desk using (true);
    create policy account_desk on qualification for select to account_desk using (true);
end
$$;
