-- oldest-daemon: 0.1.0
-- Matching runs of a campus and loan runs of the district.

set local role jiedui_owner;

-- A run is a draft until it is published; number counts a campus's runs for people to say.
create table match_run (
    campus_id      int not null,
    id             uuid not null,
    plan_year      int not null,
    number         int not null,
    run_on         date not null,
    cap            int not null,
    choices_max    int not null,
    time_weight    int not null,
    personality_weight int not null,
    state          run_state not null default 'draft',
    requests       int not null,
    locked         int not null,
    chosen         int not null,
    moved          int not null,
    coordinated    int not null,
    waiting        int not null,
    total_fit      int not null,
    blocking_pairs int not null,
    created_at     timestamptz not null,
    created_by     bigint not null,
    published_at   timestamptz,
    published_by   bigint,
    constraint match_run_pkey primary key (campus_id, id),
    constraint match_run_number_once unique (campus_id, number),
    constraint match_run_plan foreign key (plan_year) references plan (year),
    constraint match_run_adds_up
        check (requests = locked + chosen + moved + coordinated + waiting)
);
comment on constraint match_run_adds_up on match_run is
    'The counts of the run do not add up to its requests.';

-- One request of a run: an open need, and whom it is given (staff_id), or why it waits.
create table match_pair (
    campus_id        int not null,
    run_id           uuid not null,
    need_id          bigint not null,
    student_id       bigint not null,
    "group"          need_group not null,
    staff_id         bigint,
    step             match_step,
    choice_rank      int,
    fit              int,
    time_numerator   int,
    time_denominator int,
    personality_part int,
    step2_staff_id   bigint,
    instead_staff_id bigint,
    reason           waiting_reason,
    edit_reason      short_text,
    edited_at        timestamptz,
    edited_by        bigint,
    overrules_refusal boolean not null default false,
    constraint match_pair_pkey primary key (campus_id, run_id, need_id),
    constraint match_pair_once unique (campus_id, run_id, student_id, "group"),
    constraint match_pair_run foreign key (campus_id, run_id) references match_run (campus_id, id),
    constraint match_pair_need foreign key (campus_id, need_id) references need (campus_id, id),
    constraint match_pair_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint match_pair_mentor foreign key (campus_id, staff_id)
        references mentor (campus_id, staff_id),
    constraint match_pair_placed_or_waiting check ((staff_id is null) = (step is null)),
    constraint match_pair_fit_is_0_to_100 check (fit between 0 and 100),
    constraint match_pair_edit_has_reason
        check (step is distinct from 'hand' or (edit_reason is not null and edit_reason <> ''))
);
comment on constraint match_pair_placed_or_waiting on match_pair is
    'A request has a mentor and the step that placed it, or neither.';
comment on constraint match_pair_fit_is_0_to_100 on match_pair is
    'The fit is out of range: it is a whole number from 0 to 100.';
comment on constraint match_pair_edit_has_reason on match_pair is
    'The reason is missing; say why the draft is changed by hand with --reason.';

-- A pair kept for later runs, until it is released or published.
create table match_lock (
    campus_id   int not null,
    plan_year   int not null,
    student_id  bigint not null,
    "group"     need_group not null,
    staff_id    bigint not null,
    reason      short_text,
    locked_at   timestamptz not null,
    locked_by   bigint not null,
    constraint match_lock_pkey primary key (campus_id, plan_year, student_id, "group"),
    constraint match_lock_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint match_lock_mentor foreign key (campus_id, staff_id)
        references mentor (campus_id, staff_id),
    constraint match_lock_plan foreign key (plan_year) references plan (year),
    constraint match_lock_reason_given check (reason is not null and reason <> '')
);
comment on constraint match_lock_pkey on match_lock is
    'The student is locked in this group already; release that lock first.';
comment on constraint match_lock_reason_given on match_lock is
    'The reason is missing; say why the pair is locked with --reason.';

-- The district's run over all campuses: counts and dates alone, so it is no tenant table.
create table loan_run (
    id           uuid not null,
    plan_year    int not null,
    number       int generated always as identity,
    run_on       date not null,
    until        date not null,
    state        run_state not null default 'draft',
    requests     int not null,
    placed       int not null,
    total_fit    int not null,
    created_at   timestamptz not null,
    created_by   bigint not null,
    constraint loan_run_pkey primary key (id),
    constraint loan_run_number_once unique (number),
    constraint loan_run_plan foreign key (plan_year) references plan (year),
    constraint loan_run_days_in_order check (run_on <= until)
);
comment on constraint loan_run_days_in_order on loan_run is
    'The loan would end before it begins; give a later last day.';

-- What a mentor's campus (campus_id) offers to the run, and how many places it took of it.
create table loan_offer (
    campus_id int not null,
    run_id    uuid not null,
    staff_id  bigint not null,
    places    int not null,
    reserved  int not null default 0,
    constraint loan_offer_pkey primary key (campus_id, run_id, staff_id),
    constraint loan_offer_run foreign key (run_id) references loan_run (id),
    constraint loan_offer_mentor foreign key (campus_id, staff_id)
        references mentor (campus_id, staff_id),
    constraint loan_offer_not_exceeded check (reserved between 0 and places)
);
comment on constraint loan_offer_not_exceeded on loan_offer is
    'More places are reserved than the mentor''s campus offers.';

-- A borrowing campus's (campus_id) part of the run.
create table loan_part (
    campus_id    int not null,
    run_id       uuid not null,
    requests     int not null,
    placed       int not null,
    state        loan_state not null default 'draft',
    decided_at   timestamptz,
    decided_by   bigint,
    constraint loan_part_pkey primary key (campus_id, run_id),
    constraint loan_part_run foreign key (run_id) references loan_run (id)
);

-- A request of a borrowing campus (campus_id), and the mentor lent for it; home_staff_id absent =
-- still waiting. staff_no, mentor_name and slots are what the borrowing lead may see of the mentor.
create table loan_pair (
    campus_id        int not null,
    run_id           uuid not null,
    need_id          bigint not null,
    student_id       bigint not null,
    "group"          need_group not null,
    home_campus_id   int,
    home_staff_id    bigint,
    staff_no         staff_no,
    mentor_name      text,
    slots            slots,
    fit              int,
    time_numerator   int,
    time_denominator int,
    personality_part int,
    state            loan_state not null default 'draft',
    guest_staff_id   bigint,
    constraint loan_pair_pkey primary key (campus_id, run_id, need_id),
    constraint loan_pair_part foreign key (campus_id, run_id)
        references loan_part (campus_id, run_id),
    constraint loan_pair_need foreign key (campus_id, need_id) references need (campus_id, id),
    constraint loan_pair_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint loan_pair_lent_from_elsewhere check (home_campus_id <> campus_id),
    constraint loan_pair_mentor_is_whole
        check ((home_campus_id is null) = (home_staff_id is null))
);
comment on constraint loan_pair_lent_from_elsewhere on loan_pair is
    'A loan comes from another campus; pair the campus''s own mentors in a matching run.';
comment on constraint loan_pair_mentor_is_whole on loan_pair is
    'A lent mentor has a home campus and a home number.';

reset role;
