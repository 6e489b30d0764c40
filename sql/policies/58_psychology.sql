-- Psychological tables: rights of the role psych, and whose rows it sees beneath the campus. The
-- role psychology_desk has no members; it owns the functions that give counts.

do $$
begin
    if not exists (select from pg_roles where rolname = 'psychology_desk') then
        create role psychology_desk nologin;
    end if;
end
$$;
grant usage on schema public to psychology_desk;
revoke all on all tables in schema public from psychology_desk;
revoke all on all routines in schema public from psychology_desk;

alter function campaign_counts(date) owner to psychology_desk;
alter function consent_counts(date, date) owner to psychology_desk;
alter function retention_due(date) owner to psychology_desk;
alter function minors_calls(date, date) owner to psychology_desk;

-- psych: content of the own campus. Names of students, and nothing else of theirs.
grant select (campus_id, id, student_no, name, born_on, grade, class_name, enrolled_on, left_on)
    on student to psych;
grant select on consent_text, scale, scale_factor, scale_example, retention to psych, app;
grant select, insert, update on consent, screening, support to psych;
grant select, insert on safety_review, screening_campaign to psych;
grant execute on function consent_fault(int, bigint, consent_purpose, date) to psych;
grant update (attested_by, attested_at) on scale to psych;

-- Everybody's: counts. Mentors and class teachers read what they are asked to do.
grant execute on function campaign_counts(date), consent_counts(date, date), retention_due(date),
    minors_calls(date, date), is_supporter(int, bigint) to app;
grant select (campus_id, student_id, advice, set_at, ended_at) on support to app;
grant select, insert, update on break_glass to app;

-- psychology_desk: what is counted, without content.
grant select on rule, district, campus, scale, retention to psychology_desk;
grant select (campus_id, id, born_on, grade, enrolled_on, left_on) on student
    to psychology_desk;
grant select (campus_id, id, student_id, purpose, act, given_by, dated_on, guardian_informed_on,
              withdrawn_on, recorded_at) on consent to psychology_desk;
grant select (campus_id, student_id, scale, taken_on) on screening to psychology_desk;
grant select (campus_id, done_at) on safety_review to psychology_desk;
grant select (campus_id, set_at, ended_at) on support to psychology_desk;
grant select (campus_id, requested_at) on break_glass to psychology_desk;
grant select on screening_campaign to psychology_desk;
grant execute on function current_campus(), local_date(timestamptz),
    consent_fault(int, bigint, consent_purpose, date) to psychology_desk;

do $$
declare
    t text;
begin
    -- The audit's tables, where they are there: their counts.
    foreach t in array array['audit_log', 'audit_queue'] loop
        continue when to_regclass(t) is null;
        execute format('grant select (campus_id, method, at) on %I to psychology_desk', t);
        execute format('create policy psychology_desk on %I for select to psychology_desk '
                       'using (true)', t);
    end loop;

    foreach t in array array['student', 'consent', 'screening', 'safety_review', 'support',
                             'break_glass', 'screening_campaign'] loop
        execute format('create policy psychology_desk on %I for select to psychology_desk '
                       'using (true)', t);
    end loop;

    -- Beneath the campus: the psychology teacher, or one student behind the glass.
    foreach t in array array['consent', 'screening', 'safety_review'] loop
        execute format('create policy content on %I as restrictive to psych using ('
            'current_setting(''jiedui.role'', true) = ''psychology_teacher'' or student_id = any '
            '(string_to_array(nullif(current_setting(''jiedui.glass'', true), ''''), '','')'
            '::bigint[]))', t);
    end loop;
end
$$;
