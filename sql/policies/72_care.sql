-- Psychological care: rights beyond those of 20_grants and 58_psychology.

grant select on watch_word_default, escalation_default to app, psych;
grant select, insert, update on watch_word, escalation_step to app, psych;
grant select, insert, update on care to psych;
grant select, insert on counselling, watch_look to psych;
grant select (campus_id, id, staff_id, student_id, "group", held_at, topic, content, measures,
              effect, version) on record to psych;
grant select (campus_id, id, staff_no, name) on staff to psych;
grant execute on function watched_words() to app, psych;

do $$
declare
    t text;
begin
    -- Beneath the campus: the psychology teacher, or one student behind the glass.
    foreach t in array array['care', 'counselling'] loop
        execute format('create policy content on %I as restrictive to psych using ('
            'current_setting(''jiedui.role'', true) = ''psychology_teacher'' or student_id = any '
            '(string_to_array(nullif(current_setting(''jiedui.glass'', true), ''''), '','')'
            '::bigint[]))', t);
    end loop;
end
$$;
