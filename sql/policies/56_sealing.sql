-- Sealing: who touches keys. Only the role keys does; others open values through opened().

revoke all on campus_key, student_key from public, app, district, statistics, loan, psych, house;
revoke all on function opened(bytea) from public, app, district, statistics, loan, psych, house;
grant select, insert, update on campus_key, student_key to keys;
grant select (campus_id, id, student_no, left_on) on student to keys;
alter function opened(bytea) owner to keys;
grant execute on function opened(bytea) to psych, keys;
grant execute on function current_campus() to keys;

-- Rotation works on one campus after the other.
create policy keys on campus_key to keys using (true);
create policy keys on student_key to keys using (true);

-- Sealed evidence is written by imports and read by psych alone; plain text of before by nobody
-- but the chore that seals it.
revoke select, insert, update on need_source from app;
grant select (campus_id, need_id, source, row_md5, id, evidence),
    insert (campus_id, need_id, source, id, evidence, row_md5),
    update (id, evidence, row_md5, evidence_plain) on need_source to app;
grant select (campus_id, need_id, source, row_md5, id, evidence) on need_source to psych;
grant select (campus_id, id, plan_year, student_id, "group", severity, subject, opened_on,
    closed_on) on need to psych;
grant select (campus_id, id, student_no, name) on student to psych;
grant select (campus_id, need_id, source, evidence_plain, id, evidence, row_md5),
    update (evidence_plain, evidence, id, row_md5) on need_source to keys;
grant select (campus_id, id, student_id) on need to keys;
grant execute on function find_student(text) to psych;
create policy keys on need_source to keys using (true);
create policy keys on need to keys using (true);
create policy keys on student for select to keys using (true);
