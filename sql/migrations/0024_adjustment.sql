-- oldest-daemon: 0.2.0
-- Changes in mid-year: a mentor who leaves, one who is away, a change that is asked for, a student
-- who moves to another campus.

set local role jiedui_owner;

create type change_kind as enum ('mentor', 'agreement', 'exit');
create type change_state as enum ('open', 'approved', 'declined');

-- A draft that places one mentor's students anew, because the mentor leaves or is relieved.
alter table match_run
    add column leaving_staff_id bigint,
    add column leave_reason short_text,
    add column leaver_stays boolean not null default false,
    add constraint match_run_leaving foreign key (campus_id, leaving_staff_id)
        references mentor (campus_id, staff_id);
comment on constraint match_run_leaving on match_run is
    'The row names something that is not stored; store that first.';

-- The first day on which a member of staff serves no more.
alter table staff add column left_on date;

-- A mentor who is away, and who stands in: what the deputy does counts for the pairing.
create table absence (
    campus_id   int not null,
    id          uuid not null,
    staff_id    bigint not null,
    deputy_id   bigint not null,
    first_on    date not null,
    last_on     date not null,
    reason      short_text,
    recorded_at timestamptz not null,
    recorded_by bigint not null,
    constraint absence_pkey primary key (campus_id, id),
    constraint absence_mentor foreign key (campus_id, staff_id)
        references mentor (campus_id, staff_id),
    constraint absence_deputy foreign key (campus_id, deputy_id) references staff (campus_id, id),
    constraint absence_days_in_order check (first_on <= last_on),
    constraint absence_by_another check (staff_id <> deputy_id),
    constraint absence_once exclude using gist (campus_id with =, staff_id with =,
        daterange(first_on, last_on, '[]') with &&)
);
comment on constraint absence_pkey on absence is
    'This is stored already.';
comment on constraint absence_mentor on absence is
    'The row names something that is not stored; store that first.';
comment on constraint absence_deputy on absence is
    'The row names something that is not stored; store that first.';
comment on constraint absence_days_in_order on absence is
    'The absence would end before it begins; give a later last day.';
comment on constraint absence_by_another on absence is
    'The deputy is somebody else than the mentor.';
comment on constraint absence_once on absence is
    'The mentor is away in these days already; shorten that absence first.';
create index absence_of_deputy on absence (campus_id, deputy_id);

-- A change that somebody asks for, or that an evaluation ends with; a lead decides (R39).
create table change_request (
    campus_id     int not null,
    id            uuid not null,
    pairing_id    uuid not null,
    kind          change_kind not null,
    state         change_state not null default 'open',
    reason        short_text,
    wish_staff_id bigint,
    asked_at      timestamptz not null,
    asked_by      bigint not null,
    asked_as      role_name not null,
    decided_at    timestamptz,
    decided_by    bigint,
    decision      short_text,
    constraint change_request_pkey primary key (campus_id, id),
    constraint change_request_pairing foreign key (campus_id, pairing_id)
        references pairing (campus_id, id),
    constraint change_request_wish foreign key (campus_id, wish_staff_id)
        references staff (campus_id, id),
    constraint change_request_reason_given check (reason is not null and reason <> ''),
    constraint change_request_decision_given
        check (state <> 'declined' or (decision is not null and decision <> ''))
);
create unique index change_request_one_open on change_request (campus_id, pairing_id, kind)
    where state = 'open';
comment on constraint change_request_pkey on change_request is
    'This is stored already.';
comment on constraint change_request_pairing on change_request is
    'The row names something that is not stored; store that first.';
comment on constraint change_request_wish on change_request is
    'The row names something that is not stored; store that first.';
comment on constraint change_request_reason_given on change_request is
    'A change needs a reason: give --reason.';
comment on constraint change_request_decision_given on change_request is
    'Declining needs a reason: give --reason.';
comment on index change_request_one_open is
    'This change of the pairing has been asked for already and waits for a decision.';

-- A student who moved from another campus of the district: what the receiving campus may know.
alter table student add column transferred_on date;

create table transfer (
    campus_id      int not null,
    id             uuid not null,
    student_id     bigint not null,
    from_campus_id int not null,
    moved_on       date not null,
    recorded_at    timestamptz not null,
    constraint transfer_pkey primary key (campus_id, id),
    constraint transfer_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint transfer_from foreign key (from_campus_id) references campus (id)
);
comment on constraint transfer_pkey on transfer is
    'This is stored already.';
comment on constraint transfer_student on transfer is
    'The row names something that is not stored; store that first.';
comment on constraint transfer_from on transfer is
    'The row names something that is not stored; store that first.';
create index transfer_of_student on transfer (campus_id, student_id);

-- The agreements as they stood when the student moved.
create table transfer_agreement (
    campus_id   int not null,
    transfer_id uuid not null,
    pairing_id  uuid not null,
    "group"     need_group not null,
    mentor_name person_name,
    goals       long_text,
    measures    long_text,
    signed_on   date,
    constraint transfer_agreement_pkey primary key (campus_id, transfer_id, pairing_id),
    constraint transfer_agreement_transfer foreign key (campus_id, transfer_id)
        references transfer (campus_id, id)
);
comment on constraint transfer_agreement_pkey on transfer_agreement is
    'This is stored already.';
comment on constraint transfer_agreement_transfer on transfer_agreement is
    'The row names something that is not stored; store that first.';

insert into rule (name, code, sentence) values
    ('mentor_serves', 'CONFLICT', 'The mentor has left: choose another mentor.'),
    ('replan_has_students', 'CONFLICT',
     'The mentor has no student on that day, so there is nothing to plan anew.'),
    ('change_is_open', 'CONFLICT', 'The change was decided already.'),
    ('change_pairing_active', 'CONFLICT', 'The pairing has ended: there is nothing to change.'),
    ('change_agreement_amended', 'CONFLICT',
     'The agreement was not amended since the change was asked for: amend it first.'),
    ('transfer_to_another', 'INVALID', 'Give the code of another campus of the district.'),
    ('transfer_on_roll', 'CONFLICT', 'The student is not on roll here on that day.');

-- Whether a person may serve on a day; null = yes, else the rule's name.
create or replace function service_fault(of_campus int, of_staff bigint, on_day date)
returns text language sql stable
return (
    select case
        when s.left_on <= on_day then 'mentor_serves'
        when s.until < on_day then 'mentor_loan_in_force'
        when not is_external(s.duty, s.external_until) then null
        when s.external_until is null or s.external_until < on_day then 'mentor_contract_in_force'
        when s.background_checked_on is null or s.background_checked_on > on_day
             or s.background_checked_on
                + make_interval(months => plan_value('background_check_months', on_day)::int)
                < on_day
            then 'mentor_background_checked'
        end
    from staff as s
    where s.campus_id = of_campus and s.id = of_staff);

-- Whether two were paired, in a group or in any, or one stood in for the mentor: on a day, or by
-- now.
create function serves(of_staff bigint, of_student bigint, in_group need_group, on_day date)
returns boolean language plpgsql stable as $$
begin
    return exists (
        select from public.pairing as p
        where p.campus_id = public.current_campus() and p.student_id = of_student
          and p.staff_id = of_staff and (in_group is null or p."group" = in_group)
    ) or exists (
        select from public.absence as a
        join public.pairing as p on p.campus_id = a.campus_id and p.staff_id = a.staff_id
            and p.student_id = of_student and (in_group is null or p."group" = in_group)
        where a.campus_id = public.current_campus() and a.deputy_id = of_staff
          and case when on_day is null then a.first_on <= public.today()
                   else on_day between a.first_on and a.last_on end);
end
$$;

create or replace function reaches(of_student bigint) returns boolean language sql stable as $$
    with caller as (
        select string_to_array(current_setting('jiedui.roles', true), ',') as roles,
               nullif(current_setting('jiedui.staff', true), '')::bigint as staff_id,
               nullif(current_setting('jiedui.student', true), '')::bigint as student_id
    )
    select c.roles && '{campus_lead,psychology_teacher}'
        or 'student' = any (c.roles) and coalesce(of_student = c.student_id, false)
        or 'mentor' = any (c.roles) and exists (
            select from pairing as p
            where p.campus_id = current_campus() and p.student_id = of_student
              and (p.ended_on is null or p.ended_on > today())
              and (p.staff_id = c.staff_id or exists (
                  select from absence as a
                  where a.campus_id = p.campus_id and a.staff_id = p.staff_id
                    and a.deputy_id = c.staff_id and today() between a.first_on and a.last_on)))
        or c.roles && '{class_teacher,subject_teacher}' and exists (
            select from student as s
            join teaching as t on t.campus_id = s.campus_id and t.grade = s.grade
                and t.class_name = s.class_name and t.staff_id = c.staff_id
            where s.campus_id = current_campus() and s.id = of_student
              and (s.left_on is null or s.left_on > today())
              and case when t.subject is null then 'class_teacher' else 'subject_teacher' end
                  = any (c.roles))
    from caller as c
$$;

-- Ends every pairing that has no end yet: on the day, or where it begins later on its first day.
create function end_all_pairings(of_student bigint, of_staff bigint, on_day date, why text)
returns int language sql volatile set search_path = public, pg_temp as $$
    select count(o)::int
    from (
        select greatest(p.started_on, on_day) as ends_on, array_agg(p.id order by p.id) as ids
        from pairing as p
        where p.campus_id = current_campus()
          and (of_student is null or p.student_id = of_student)
          and (of_staff is null or p.staff_id = of_staff)
          and p.ended_on is null
        group by greatest(p.started_on, on_day)
    ) as d
    cross join lateral close_pairings(d.ids, d.ends_on, why) as o
$$;

-- Takes over what the receiving campus may know of a student who leaves the caller's campus: the
-- person, the open needs (of a psychological one neither source nor evidence), the agreements as
-- they stand. The transfer's row belongs to the receiving campus.
create function receive_student(of_student bigint, to_campus int, transfer_id uuid, on_day date,
                                in_grade int, in_class text)
returns void language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    home constant int := current_campus();
    received bigint;
begin
    insert into student as s (campus_id, student_no, name, gender, born_on, grade, class_name,
                              boarding, left_behind, guardian_name, guardian_phone, pinyin,
                              enrolled_on)
    select to_campus, o.student_no, o.name, o.gender, o.born_on, coalesce(in_grade, o.grade::int),
           coalesce(in_class, o.class_name::text), o.boarding, o.left_behind, o.guardian_name,
           o.guardian_phone, o.pinyin, on_day
    from student as o where o.campus_id = home and o.id = of_student
    on conflict on constraint student_no_once do update
    set name = excluded.name, grade = excluded.grade, class_name = excluded.class_name,
        boarding = excluded.boarding, left_behind = excluded.left_behind,
        guardian_name = excluded.guardian_name, guardian_phone = excluded.guardian_phone,
        enrolled_on = excluded.enrolled_on, left_on = null, transferred_on = null
    returning s.id into received;

    update student_directory as d set campus_id = to_campus, student_id = received
    from student as o
    where o.campus_id = home and o.id = of_student and d.student_no = o.student_no;

    with moved as (
        select n.* from need as n
        where n.campus_id = home and n.student_id = of_student
          and n.closed_on = on_day and n.opened_on <= on_day
    ), copied as (
        insert into need (campus_id, plan_year, student_id, "group", severity, subject, opened_on,
                          slots, traits)
        select to_campus, m.plan_year, received, m."group", m.severity, m.subject, on_day, m.slots,
               m.traits
        from moved as m
        on conflict on constraint need_one_open_per_group do nothing
        returning id, plan_year, "group"
    )
    insert into need_source (campus_id, need_id, source)
    select to_campus, c.id, o.source
    from copied as c
    join moved as m on m.plan_year = c.plan_year and m."group" = c."group"
    join need_source as o on o.campus_id = home and o.need_id = m.id
    where c."group" <> 'psychological';

    insert into transfer (campus_id, id, student_id, from_campus_id, moved_on, recorded_at)
    values (to_campus, transfer_id, received, home, on_day, clock());
    insert into transfer_agreement (campus_id, transfer_id, pairing_id, "group", mentor_name, goals,
                                    measures, signed_on)
    select to_campus, transfer_id, p.id, p."group", t.name, v.goals, v.measures, g.signed_on
    from pairing as p
    join staff as t on t.campus_id = home and t.id = p.staff_id
    join agreement as g on g.campus_id = home and g.pairing_id = p.id
    join agreement_version as v on v.campus_id = home and v.pairing_id = p.id
        and v.version = g.version
    where p.campus_id = home and p.student_id = of_student and p.ended_on = on_day;

    update account_role as r set until = on_day
    where r.campus_id = home and r.student_id = of_student and r.role = 'student';
end
$$;

-- As before, with what a deputy did while the mentor was away.
-- Every period of every duty of the campus's signed agreements up to a day, met or not. A week is
-- Monday to Sunday, and belongs to the month of its Thursday; it counts when it has a teaching day
-- inside the agreement. `needed` is how many records meet the period, `held` how many there are.
create or replace function duty_periods(until date, only_pairing uuid)
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
        join record as r on r.campus_id = current_campus() and r.student_id = s.student_id
            and r."group" = s."group" and local_date(r.held_at) <= until
            and (r.staff_id = s.staff_id or exists (
                select from absence as a
                where a.campus_id = current_campus() and a.staff_id = s.staff_id
                  and a.deputy_id = r.staff_id
                  and local_date(r.held_at) between a.first_on and a.last_on))
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

reset role;
