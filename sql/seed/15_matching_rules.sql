-- The rules of matching and loans that SQL refuses by name, and those the engine finds.

insert into rule (name, code, sentence) values
    ('run_day_given', 'INVALID',
     'The day is missing: give the day on which the pairings would begin with --on.'),
    ('run_cap_in_range', 'INVALID',
     'The limit is out of range: give 1 to 99 students per mentor with --cap.'),
    ('run_plan_current', 'CONFLICT',
     'No plan is current: the district makes one current first.'),
    ('run_subjects_within_64', 'RESOURCE_EXHAUSTED',
     'The open needs name more than 64 subjects: write the same subject the same way everywhere.'),
    ('run_request_unknown', 'NOT_FOUND',
     'The run has no request of this student in this group: match show lists the requests.'),
    ('run_unchanged', 'CONFLICT',
     'The draft was changed meanwhile: look at it again and repeat the edit.'),
    ('run_rules_kept', 'CONFLICT',
     'The draft does not fit what is stored any more: discard it and run the matching again.'),
    ('run_group_given', 'INVALID',
     'The group is missing: name academic, psychological, talent or general with --group.'),
    ('run_edit_reason_given', 'INVALID',
     'The reason is missing: say why the draft is changed by hand with --reason.'),
    ('run_pair_locked', 'CONFLICT',
     'The pair is locked: release it with match unlock first.'),
    ('run_mentor_has_place', 'CONFLICT',
     'The mentor has no free place left in the draft: choose another mentor, or take another '
     'student away from this one first.'),
    ('run_other_given', 'INVALID',
     'A comparison needs two runs: name both.'),
    ('run_need_open', 'CONFLICT',
     'The need of a student in the draft is closed, or the student has left: take the mentor away '
     'with match adjust, or discard the draft and run again.'),
    ('run_need_unpaired', 'CONFLICT',
     'A student in the draft has a pairing in this group by now: take the mentor away with match '
     'adjust, or discard the draft and run again.'),
    ('run_pair_not_refused', 'CONFLICT',
     'The mentor has refused a student of the draft by now: adjust the draft with a reason, or '
     'discard it and run again.'),
    ('lock_mentor_given', 'INVALID',
     'The student waits in this run: name the mentor to lock with --mentor.'),
    ('lock_unknown', 'NOT_FOUND',
     'The student has no lock in this group: match locks lists them.'),
    ('lock_mentor_qualified', 'CONFLICT',
     'A locked mentor is not declared and qualified for the request on this day: release the lock '
     'with match unlock, or bring profile and qualification up to date.'),
    ('lock_pair_not_forbidden', 'CONFLICT',
     'A locked pair is forbidden: release the lock with match unlock.'),
    ('lock_within_places', 'CONFLICT',
     'A locked mentor has no free place for the student: release the lock with match unlock, or '
     'end a pairing of the mentor first.'),
    ('loan_unknown', 'NOT_FOUND',
     'There is no such loan run: loan list shows them.'),
    ('loan_part_is_draft', 'CONFLICT',
     'The campus has decided its part of this loan already: loan show tells how.'),
    ('loan_is_draft', 'CONFLICT',
     'The loan run is not a draft any more: make a new one.'),
    ('loan_pair_unknown', 'NOT_FOUND',
     'The loan lends no mentor to this student in this group: loan show lists the own part.'),
    ('loan_student_and_group', 'INVALID',
     'To decline one mentor, give --student and --group; to decline the whole part, neither.'),
    ('loan_need_open', 'CONFLICT',
     'The need of a student in the loan is closed, or the student has left: decline that one with '
     'loan decline --student --group, then publish.'),
    ('loan_need_unpaired', 'CONFLICT',
     'A student in the loan has a pairing in this group by now: decline that one with loan decline '
     '--student --group, then publish.')
on conflict on constraint rule_pkey do update
set code = excluded.code, sentence = excluded.sentence
where (rule.code, rule.sentence) is distinct from (excluded.code, excluded.sentence);
