-- Row security: every tenant table shows and takes the rows of the caller's campus alone, its owner
-- included. A few roles read more; each such policy stands here.

do $$
declare
    t regclass;
    p record;
begin
    -- Policies are made anew, so that this file alone says what they are.
    for p in select policyname, schemaname, tablename from pg_policies where schemaname = 'public'
    loop
        execute format('drop policy %I on %I.%I', p.policyname, p.schemaname, p.tablename);
    end loop;

    for t in
        select a.attrelid from pg_attribute as a
        join pg_class as c on c.oid = a.attrelid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
          and a.attname = 'campus_id' and not a.attisdropped
    loop
        execute format('alter table %s enable row level security', t);
        execute format('alter table %s force row level security', t);
        execute format('create policy own_campus on %s to public using '
            '(campus_id = nullif(current_setting(''jiedui.campus'', true), '''')::int)', t);
    end loop;

    -- Before a campus is known: sessions, accounts and memberships.
    foreach t in array array['account', 'account_role', 'account_directory', 'device',
                             'break_glass']::regclass[]
    loop
        execute format('create policy login on %s for select to login_check using (true)', t);
    end loop;
    create policy login on session to login_check using (true);
    create policy login_password on account for update to login_check using (true);

    -- Accounts across campuses, inside account_desk's functions alone.
    foreach t in array
        array['account', 'account_role', 'account_directory', 'session']::regclass[]
    loop
        execute format('create policy account_desk on %s to account_desk using (true)', t);
    end loop;
    create policy account_desk on staff for select to account_desk using (true);

    -- Places and guests across campuses, inside capacity_desk's functions alone.
    foreach t in array array['staff', 'mentor', 'mentor_profile', 'qualification', 'account_role',
                             'pairing']::regclass[]
    loop
        execute format('create policy capacity_desk on %s to capacity_desk using (true)', t);
    end loop;

    -- Figures of all campuses.
    foreach t in array array['student', 'staff', 'mentor', 'mentor_profile', 'qualification',
                             'need', 'pairing', 'record', 'loan_offer']::regclass[]
    loop
        execute format('create policy statistics on %s for select to statistics using (true)', t);
    end loop;

    -- Matching inputs of all campuses, drafts of loans.
    foreach t in array array['student', 'staff', 'mentor', 'mentor_profile', 'qualification',
                             'need', 'answer', 'fit', 'forbidden', 'pairing']::regclass[]
    loop
        execute format('create policy loan on %s for select to loan using (true)', t);
    end loop;
    foreach t in array array['loan_offer', 'loan_part', 'loan_pair']::regclass[] loop
        execute format('create policy loan on %s to loan using (true)', t);
    end loop;
end
$$;
