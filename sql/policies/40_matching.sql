-- Matching and loans: rights beyond those of 20_grants, and functions with a role of their own.

alter function name_lent_mentors(uuid) owner to capacity_desk;
alter function loan_counts(uuid) owner to loan;

revoke all on function match_run_id(text), loan_run_id(text), student_id_of(text),
    mentor_id_of(text), waiting_word(waiting_reason), name_lent_mentors(uuid), loan_counts(uuid)
    from public, app, district, loan;
grant execute on function match_run_id(text), student_id_of(text), mentor_id_of(text),
    waiting_word(waiting_reason), loan_counts(uuid)
    to app;
grant execute on function loan_run_id(text) to app, loan;
grant execute on function student_id_of(text), name_lent_mentors(uuid), loan_counts(uuid) to loan;

-- A discarded lock is gone, a draft's rows and state change.
grant select, update on match_run, match_pair to app;
grant select, insert, update, delete on match_lock to app;

-- The role loan counts; the names of lent mentors are the borrowing campus's to read.
revoke select on loan_pair from loan;
grant select (campus_id, run_id, need_id, student_id, "group", home_campus_id, home_staff_id,
              staff_no, slots, fit, time_numerator, time_denominator, personality_part, state,
              guest_staff_id) on loan_pair to loan;
grant select (campus_id, run_id, home_campus_id, home_staff_id), update (mentor_name)
    on loan_pair to capacity_desk;
do $$
begin
    if not exists (select from pg_policies
                   where tablename = 'loan_pair' and policyname = 'capacity_desk') then
        create policy capacity_desk on loan_pair to capacity_desk using (true);
    end if;
end
$$;
