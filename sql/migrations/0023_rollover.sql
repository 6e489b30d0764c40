-- oldest-daemon: 0.2.0
-- The first of September: grades roll up, final grades leave.

set local role jiedui_owner;

create table rollover (
    campus_id   int not null,
    school_year text collate "C" not null,
    rolled_on   date not null,
    rolled_at   timestamptz not null,
    rolled_by   bigint not null,
    constraint rollover_pkey primary key (campus_id, school_year)
);
comment on constraint rollover_pkey on rollover is
    'The campus was rolled over into this school year already.';

insert into rule (name, code, sentence) values
    ('rollover_on_first_september', 'INVALID',
     'A school year begins on 1 September: give --on YEAR-09-01.'),
    ('rollover_not_early', 'INVALID',
     'A campus is rolled over in August at the earliest.');

-- The grade after a grade, null where it is the last one of the campus: of six years of primary
-- school, and of three of junior and senior school unless the campus teaches a fourth. Where a
-- campus goes on from primary to junior school, so do its students.
create function grade_after(grade int, campus_stage stage, taught int[]) returns int
language sql immutable as $$
    select case
        when grade = 16 then case when campus_stage in ('nine_year', 'twelve_year') then 21 end
        when grade in (24, 34) then null
        when grade in (23, 33) and not grade + 1 = any (taught) then null
        else grade + 1 end
$$;

reset role;
