-- The audit: every operation may add to the queue and nothing else; the sealer alone moves rows
-- into the log; nobody changes or removes what is sealed.

do $$
declare
    t regclass;
begin
    foreach t in array array['audit_queue', 'audit_log', 'audit_head']::regclass[] loop
        execute format('create policy audit_sealer on %s to audit_sealer using (true)', t);
        -- The district's auditor reads the campuses' chains beside its own.
        execute format('create policy district_auditor on %s for select to auditor '
            'using (current_setting(''jiedui.campus'', true) = ''0'')', t);
    end loop;
    -- audit_attempt finds out whose call was refused.
    foreach t in array array['session', 'account', 'account_role', 'account_directory']::regclass[]
    loop
        execute format('create policy audit on %s for select to audit_sealer using (true)', t);
    end loop;
    create policy audit on student for select to audit_sealer using (true);
end
$$;

alter function subject_ids(text[]) owner to audit_sealer;
alter function subject_no(int, bigint) owner to audit_sealer;
alter function audit_attempt(uuid, timestamptz, bytea, text, text, text[], uuid, text, text[], text,
    text, text, uuid, boolean) owner to audit_sealer;

grant insert on audit_queue
    to login_check, app, statistics, district, loan, psych, auditor, keys;
grant execute on function subject_ids(text[])
    to login_check, app, statistics, district, loan, psych, auditor, keys, audit_sealer;
grant execute on function audit_attempt(uuid, timestamptz, bytea, text, text, text[], uuid, text,
    text[], text, text, text, uuid, boolean) to login_check;

grant select, insert, delete on audit_queue to audit_sealer;
grant select, insert on audit_log to audit_sealer;
grant select, insert, update on audit_head to audit_sealer;
grant select (campus_id, token_sha256, account_id) on session to audit_sealer;
grant select (campus_id, id, account) on account to audit_sealer;
grant select on account_role, account_directory to audit_sealer;
grant select (campus_id, id, student_no) on student to audit_sealer;
grant execute on function seal_audit(timestamptz), audit_encoding(audit_log), audit_field(text),
    audit_instant(timestamptz) to audit_sealer;

grant select on audit_queue, audit_log, audit_head to auditor;
grant execute on function subject_no(int, bigint), audit_instant(timestamptz) to auditor;
