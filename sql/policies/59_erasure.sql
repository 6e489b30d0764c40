-- Erasure: the role keys destroys keys, and empties the texts that lie open beside them. It reads
-- none of them but for being there.

revoke all on erasure from public, app, district, statistics, loan, psych, house;
grant select, insert, update (sealed_contents, records, supports) on erasure to keys;
grant select (campus_id, student_id) on screening, safety_review to keys;
grant select (campus_id, id, student_id, topic, content, measures, effect),
    update (topic, content, measures, effect) on record to keys;
grant select (campus_id, record_id),
    update (topic, content, measures, effect, reason) on record_version to keys;
grant select (campus_id, student_id, advice), update (advice) on support to keys;
grant execute on function erase_student(int, bigint, uuid, timestamptz, bigint, text, timestamptz)
    to keys;

-- The ledger is of all campuses; its lines are looked for before anybody calls.
create policy keys on erasure to keys using (true);
create policy psychology_desk on erasure for select to psychology_desk using (true);
grant select (campus_id, at) on erasure to psychology_desk;
