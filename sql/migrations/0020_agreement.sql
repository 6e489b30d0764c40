-- oldest-daemon: 0.2.0
-- Agreements of pairings, and what follows from them: which duties there are, and which were met.

set local role jiedui_owner;

create type agreement_state as enum ('draft', 'signed', 'ended');
create type agreement_signer as enum ('mentor', 'student', 'guardian');
create type duty as enum ('meeting', 'home_feedback', 'tutoring', 'tutoring_full_weeks');

-- What a draft begins with, by group; {student} and {mentor} stand for the two names.
create table agreement_template (
    plan_year int not null,
    "group"   need_group not null,
    goals     long_text not null,
    measures  long_text not null,
    schedule  long_text not null,
    duties    long_text not null,
    constraint agreement_template_pkey primary key (plan_year, "group"),
    constraint agreement_template_plan foreign key (plan_year) references plan (year)
);
comment on constraint agreement_template_pkey on agreement_template is
    'The plan has a template for this group already.';
comment on constraint agreement_template_plan on agreement_template is
    'The row names something that is not stored; store that first.';

-- One of each pairing. It runs from the day both had signed to its end or the pairing's.
create table agreement (
    campus_id         int not null,
    pairing_id        uuid not null,
    version           int not null,
    mentor_signed_on  date,
    student_signed_on date,
    guardian_signed_on date,
    mentor_version    int,
    student_version   int,
    guardian_version  int,
    signed_on         date,
    ended_on          date,
    end_reason        short_text,
    drafted_at        timestamptz not null,
    drafted_by        bigint not null,
    constraint agreement_pkey primary key (campus_id, pairing_id),
    constraint agreement_pairing foreign key (campus_id, pairing_id)
        references pairing (campus_id, id),
    constraint agreement_days_in_order check (signed_on <= ended_on),
    constraint agreement_end_has_reason
        check (ended_on is null or (end_reason is not null and end_reason <> ''))
);
comment on constraint agreement_pkey on agreement is
    'The pairing has an agreement already: show it, or amend it.';
comment on constraint agreement_pairing on agreement is
    'The row names something that is not stored; store that first.';
comment on constraint agreement_days_in_order on agreement is
    'The agreement cannot end before it was signed.';
comment on constraint agreement_end_has_reason on agreement is
    'Ending an agreement needs a reason: give --reason.';

-- The texts and numbers as they were agreed, version by version; the last one holds.
create table agreement_version (
    campus_id          int not null,
    pairing_id         uuid not null,
    version            int not null,
    goals              long_text,
    measures           long_text,
    schedule           long_text,
    duties             long_text,
    meetings_per_week  int not null,
    feedback_per_month int not null,
    tutoring_per_week  int not null,
    reason             short_text,
    recorded_at        timestamptz not null,
    recorded_by        bigint not null,
    constraint agreement_version_pkey primary key (campus_id, pairing_id, version),
    constraint agreement_version_agreement foreign key (campus_id, pairing_id)
        references agreement (campus_id, pairing_id),
    constraint agreement_version_frequencies check (
        meetings_per_week between 0 and 7 and feedback_per_month between 0 and 31
        and tutoring_per_week between 0 and 14)
);
comment on constraint agreement_version_pkey on agreement_version is
    'This version of the agreement is stored already.';
comment on constraint agreement_version_agreement on agreement_version is
    'The row names something that is not stored; store that first.';
comment on constraint agreement_version_frequencies on agreement_version is
    'The frequencies are 0 to 7 meetings and 0 to 14 tutorings a week, 0 to 31 feedbacks a month.';

insert into rule (name, code, sentence) values
    ('agreement_in_pairing', 'CONFLICT',
     'An agreement is signed on a day on which the pairing is active, and not in the future.'),
    ('agreement_not_ended', 'CONFLICT',
     'The agreement has ended: a new pairing begins with a new one.'),
    ('agreement_own_signature', 'PERMISSION_DENIED',
     'You sign for yourself alone: a mentor as mentor, a student as student.'),
    ('agreement_changed', 'CONFLICT',
     'Somebody changed the agreement in between: show it, and amend the new version.'),
    ('agreement_which', 'INVALID',
     'Say which: --pairing ID, or --all.');

-- Monday to Friday inside a term and outside holidays, and make-up days.
create function teaching_days(first_on date, last_on date) returns setof date
language sql stable as $$
    select d::date
    from generate_series(first_on::timestamp, last_on::timestamp, '1 day') as d
    where extract(isodow from d) < 6
          and exists (select from calendar as c where c.kind = 'term'
                      and d::date between c.first_on and c.last_on)
          and not exists (select from calendar as c where c.kind = 'holiday'
                          and d::date between c.first_on and c.last_on)
       or exists (select from calendar as c where c.kind = 'makeup'
                  and d::date between c.first_on and c.last_on)
$$;

-- Every period of every duty of the campus's signed agreements up to a day, met or not. A week is
-- Monday to Sunday, and belongs to the month of its Thursday; it counts when it has a teaching day
-- inside the agreement. `needed` is how many records meet the period, `held` how many there are.
create function duty_periods(until date, only_pairing uuid)
returns table (pairing_id uuid, staff_id bigint, student_id bigint, "group" need_group, duty duty,
               first_on date, last_on date, needed int, held int)
language sql stable as $$
    with signed as materialized (
        select g.pairing_id, p.staff_id, p.student_id, p."group", g.signed_on,
               least(g.ended_on, p.ended_on) as ended_on,
               v.meetings_per_week, v.feedback_per_month, v.tutoring_per_week
        from agreement as g
        join pairing as p on p.campus_id = g.campus_id and p.id = g.pairing_id
        join agreement_version as v on v.campus_id = g.campus_id and v.pairing_id = g.pairing_id
            and v.version = g.version
        where g.campus_id = current_campus() and g.signed_on <= until
          and (only_pairing is null or g.pairing_id = only_pairing)
    ), taught as materialized (
        select d, date_trunc('week', d)::date as monday
        from teaching_days((select min(signed_on) from signed),
                           date_trunc('week', until)::date + 6) as d
    ), weeks as materialized (
        select distinct s.pairing_id, t.monday
        from signed as s
        join taught as t on t.d >= s.signed_on and (s.ended_on is null or t.d < s.ended_on)
    ), records as materialized (
        select s.pairing_id, r.kind, r.channel, local_date(r.held_at) as held_on
        from signed as s
        join record as r on r.campus_id = current_campus() and r.staff_id = s.staff_id
            and r.student_id = s.student_id and r."group" = s."group"
            and local_date(r.held_at) <= until
    ), by_week as (
        select pairing_id, date_trunc('week', held_on)::date as monday,
               count(*) filter (where kind in ('meeting', 'counselling')
                                and channel = 'face_to_face') as meetings,
               count(*) filter (where kind = 'tutoring') as tutorings
        from records group by 1, 2
    ), by_month as (
        select pairing_id, date_trunc('month', held_on)::date as month, count(*) as feedbacks
        from records where kind in ('home_feedback', 'home_visit') group by 1, 2
    ), months as (
        select distinct w.pairing_id, date_trunc('month', w.monday + 3)::date as month
        from weeks as w
        join signed as s on s.pairing_id = w.pairing_id
        where date_trunc('month', w.monday + 3) + interval '1 month' > s.signed_on
          and (s.ended_on is null or date_trunc('month', w.monday + 3) < s.ended_on)
    )
    select s.pairing_id, s.staff_id, s.student_id, s."group", duty 'meeting', w.monday,
           w.monday + 6, s.meetings_per_week, coalesce(b.meetings, 0)::int
    from signed as s
    join weeks as w on w.pairing_id = s.pairing_id
    left join by_week as b on b.pairing_id = w.pairing_id and b.monday = w.monday
    where s.meetings_per_week > 0
    union all
    select s.pairing_id, s.staff_id, s.student_id, s."group", 'home_feedback', m.month,
           (m.month + interval '1 month')::date - 1, s.feedback_per_month,
           coalesce(b.feedbacks, 0)::int
    from signed as s
    join months as m on m.pairing_id = s.pairing_id
    left join by_month as b on b.pairing_id = m.pairing_id and b.month = m.month
    where s.feedback_per_month > 0
    union all
    select s.pairing_id, s.staff_id, s.student_id, s."group", 'tutoring', w.monday, w.monday + 6,
           s.tutoring_per_week, coalesce(b.tutorings, 0)::int
    from signed as s
    join weeks as w on w.pairing_id = s.pairing_id
    left join by_week as b on b.pairing_id = w.pairing_id and b.monday = w.monday
    where s."group" = 'academic' and s.tutoring_per_week > 0
      and extract(month from w.monday + 3)
          between coalesce(plan_value('remedy_first_month', until), 5)
              and coalesce(plan_value('remedy_last_month', until), 10)
$$;

-- What was required and what was met. A period is required once its last day has come, a running
-- one as soon as it is met; overdue is what a past period lacks. Tutoring counts sessions, up to
-- those agreed for the week, and beside them the weeks with all of them.
create function duty_compliance(until date, only_pairing uuid)
returns table (pairing_id uuid, staff_id bigint, duty duty, required int, met int, overdue int)
language sql stable as $$
    with counted as materialized (
        select p.*, p.last_on <= until as is_past
        from duty_periods(until, only_pairing) as p
        where p.last_on <= until or p.held >= p.needed
    )
    select c.pairing_id, c.staff_id, k.duty,
           sum(case when k.duty = 'tutoring' then c.needed else 1 end)::int,
           sum(case when k.duty = 'tutoring' then least(c.held, c.needed)
                    when c.held >= c.needed then 1 else 0 end)::int,
           sum(case when not c.is_past then 0
                    when k.duty = 'tutoring' then c.needed - least(c.held, c.needed)
                    when c.held >= c.needed then 0 else 1 end)::int
    from counted as c
    join (values ('meeting', 'meeting'), ('home_feedback', 'home_feedback'),
                 ('tutoring', 'tutoring'), ('tutoring', 'tutoring_full_weeks')) as d (of, named)
        on d.of = c.duty::text
    cross join lateral (select d.named::duty as duty) as k
    group by c.pairing_id, c.staff_id, k.duty
$$;

reset role;
