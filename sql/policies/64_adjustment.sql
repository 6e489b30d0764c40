-- Rollover: rights beyond those of 20_grants.

grant insert, select on rollover to app;
grant execute on function grade_after(int, stage, int[]) to app;
grant select, insert, update on absence, change_request to app;
grant select on transfer, transfer_agreement to app;
grant update (left_on) on staff to app;
grant select (left_on) on staff to loan;
grant execute on function serves(bigint, bigint, need_group, date),
    days_served(bigint, bigint, need_group),
    end_all_pairings(bigint, bigint, date, text),
    receive_student(bigint, int, uuid, date, int, text) to app;
grant select on absence, change_request to psych, statistics;

-- Taking a student over writes into the receiving campus, inside one function alone.
alter function receive_student(bigint, int, uuid, date, int, text) owner to transfer_desk;
grant select, insert, update on student to transfer_desk;
grant select, update on student_directory to transfer_desk;
grant select, insert on need, need_source, transfer, transfer_agreement to transfer_desk;
grant select on pairing, staff, agreement, agreement_version to transfer_desk;
grant select, update on account_role to transfer_desk;

do $$
declare
    t regclass;
begin
    foreach t in array array['student', 'student_directory', 'need', 'need_source', 'transfer',
                             'transfer_agreement', 'pairing', 'staff', 'agreement',
                             'agreement_version', 'account_role']::regclass[] loop
        execute format('create policy transfer_desk on %s to transfer_desk using (true)', t);
    end loop;
end
$$;

-- Imports that can be taken back.
grant select (campus_id, request_id, made_at, place) on import_change to app;
grant execute on function import_run(uuid), undo_import(uuid) to app;
