-- oldest-daemon: 0.2.0
-- Consent, scales, screening, support and retention. Content stands in bytea columns that the
-- daemon seals; no plain column says what a sheet found.

set local role jiedui_owner;

create type consent_purpose as enum ('screening', 'counselling', 'transfer');
create type consent_giver as enum ('student', 'guardian');
create type consent_act as enum ('grant', 'refuse');
create type scale_rule as enum ('mean_above', 'mean_from', 'sum_from');
create type break_glass_code as enum ('danger_to_life', 'danger_to_others', 'suspected_harm');

-- What is put before people, word for word, by purpose and version.
create table consent_text (
    purpose consent_purpose not null,
    version int not null,
    text    long_text not null,
    constraint consent_text_pkey primary key (purpose, version)
);

-- The ledger. Nothing is deleted; a withdrawal dates the paper's end.
create table consent (
    campus_id            int not null,
    id                   uuid not null,
    student_id           bigint not null,
    purpose              consent_purpose not null,
    act                  consent_act not null,
    given_by             consent_giver not null,
    dated_on             date not null,
    text_version         int,
    guardian_informed_on date,
    withdrawn_on         date,
    recorded_at          timestamptz not null,
    recorded_by          bigint,
    withdrawn_at         timestamptz,
    withdrawn_by         bigint,
    constraint consent_pkey primary key (campus_id, id),
    constraint consent_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint consent_text_known foreign key (purpose, text_version)
        references consent_text (purpose, version),
    constraint consent_text_given check (act = 'refuse' or text_version is not null),
    constraint consent_days_in_order check (dated_on <= withdrawn_on)
);
comment on constraint consent_text_known on consent is
    'There is no consent text of this version for this purpose; compare the paper.';
comment on constraint consent_text_given on consent is
    'The version of the consent text is missing; give the one on the paper with --text-version.';
comment on constraint consent_days_in_order on consent is
    'The withdrawal lies before the consent; correct the day.';
create index consent_of_student on consent (campus_id, student_id, purpose);

-- What hinders the purpose for this student on a day: the name of a rule, or null.
create function consent_fault(campus int, student bigint, wanted consent_purpose, on_day date)
returns text language plpgsql stable set search_path = public, pg_temp as $$
declare
    years int;
    latest record;
    informed boolean;
begin
    select extract(year from age(on_day, s.born_on))::int into years
    from student as s where s.campus_id = campus and s.id = student;
    select c.act, c.withdrawn_on into latest
    from consent as c
    where c.campus_id = campus and c.student_id = student and c.purpose = wanted
    order by c.dated_on desc, c.recorded_at desc limit 1;
    if latest.act = 'refuse' then
        return 'consent_refused';
    elsif latest.withdrawn_on is not null then
        return 'consent_withdrawn';
    elsif latest is null then
        return 'consent_missing';
    end if;
    perform from consent as c
    where c.campus_id = campus and c.student_id = student and c.purpose = wanted
      and c.act = 'grant' and c.withdrawn_on is null and c.dated_on <= on_day;
    if not found then
        return 'consent_later';
    elsif years is null or years < 14 then
        perform from consent as c
        where c.campus_id = campus and c.student_id = student and c.purpose = wanted
          and c.act = 'grant' and c.given_by = 'guardian' and c.withdrawn_on is null
          and c.dated_on <= on_day;
        return case when not found then 'consent_of_guardian_missing' end;
    end if;
    perform from consent as c
    where c.campus_id = campus and c.student_id = student and c.purpose = wanted
      and c.act = 'grant' and c.given_by = 'student' and c.withdrawn_on is null
      and c.dated_on <= on_day;
    if not found then
        return 'consent_own_missing';
    elsif years >= 18 then
        return null;
    end if;
    select bool_or(c.guardian_informed_on <= on_day
                   or c.given_by = 'guardian' and c.dated_on <= on_day) into informed
    from consent as c
    where c.campus_id = campus and c.student_id = student and c.purpose = wanted
      and c.act = 'grant' and c.withdrawn_on is null;
    return case when informed is not true then 'guardian_not_informed' end;
end
$$;

-- Scales are data: numbers of items, never their wording. A form of another scale brings only its
-- own answer range; `shift` is added to an answer before it is stored.
create table scale (
    name            text collate "C" not null,
    form_of         text collate "C",
    title           text not null,
    version         text not null,
    items           int not null,
    low             int not null,
    high            int not null,
    shift           int not null default 0,
    age_from        int,
    age_to          int,
    positive_from   int,
    positives_above int,
    total_above     int,
    total_from      int,
    critical        int[] not null default '{}',
    urgent          int[] not null default '{}',
    critical_from   int,
    validity        int[] not null default '{}',
    void_from       int,
    licence_note    text not null,
    attested_by     text,
    attested_at     timestamptz,
    constraint scale_pkey primary key (name),
    constraint scale_form foreign key (form_of) references scale (name),
    constraint scale_range_in_order check (low < high and items between 1 and 100)
);
comment on constraint scale_range_in_order on scale is
    'A scale has 1 to 100 items and a lowest answer below its highest.';

create table scale_factor (
    scale text collate "C" not null,
    place int not null,
    name  text not null,
    items int[] not null,
    rule  scale_rule not null,
    bound int not null,
    constraint scale_factor_pkey primary key (scale, place),
    constraint scale_factor_scale foreign key (scale) references scale (name)
);

-- Sheets scored by hand, a digit an item as it is stored, with what the scoring has to say.
create table scale_example (
    scale           text collate "C" not null,
    place           int not null,
    answers         text not null,
    total           int not null,
    positive_items  int,
    positive_mean   text,
    screen_positive boolean,
    is_void         boolean not null default false,
    critical        int[] not null default '{}',
    constraint scale_example_pkey primary key (scale, place),
    constraint scale_example_scale foreign key (scale) references scale (name)
);

create table screening_campaign (
    campus_id int not null,
    number    int not null,
    scale     text collate "C" not null,
    grades    int[] not null,
    from_on   date,
    until_on  date,
    opened_at timestamptz not null,
    opened_by bigint,
    constraint screening_campaign_pkey primary key (campus_id, number),
    constraint screening_campaign_campus foreign key (campus_id) references campus (id),
    constraint screening_campaign_scale foreign key (scale) references scale (name),
    constraint screening_campaign_days_given
        check (from_on is not null and until_on is not null),
    constraint screening_campaign_days_in_order check (from_on <= until_on),
    constraint screening_campaign_grades_given check (cardinality(grades) > 0),
    constraint screening_campaign_grades_known
        check (grades <@ '{11,12,13,14,15,16,21,22,23,24,31,32,33,34}')
);
comment on constraint screening_campaign_days_given on screening_campaign is
    'The campaign has no first or last day; give both with --from and --until.';
comment on constraint screening_campaign_scale on screening_campaign is
    'There is no such scale; scale list shows them.';
comment on constraint screening_campaign_days_in_order on screening_campaign is
    'The campaign ends before it begins; exchange its first and last day.';
comment on constraint screening_campaign_grades_given on screening_campaign is
    'The campaign has no grades; give each with --grades.';
comment on constraint screening_campaign_grades_known on screening_campaign is
    'A grade of the campaign is not known; it is 11 to 16, 21 to 24 or 31 to 34.';

-- A sheet and its result, sealed as one. Nothing beside them says what was found.
create table screening (
    campus_id  int not null,
    id         uuid not null,
    student_id bigint not null,
    scale      text collate "C" not null,
    taken_on   date not null,
    content    bytea not null,
    entered_at timestamptz not null,
    entered_by bigint,
    constraint screening_pkey primary key (campus_id, id),
    constraint screening_once unique (campus_id, student_id, scale, taken_on),
    constraint screening_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint screening_scale foreign key (scale) references scale (name)
);
comment on constraint screening_once on screening is
    'The student has a sheet of this scale and day already; look at that one.';
create index screening_by_day on screening (campus_id, scale, taken_on);

-- That somebody looked after a sheet; for any sheet, so that a row says nothing about it.
create table safety_review (
    campus_id    int not null,
    id           uuid not null,
    screening_id uuid not null,
    student_id   bigint not null,
    note         bytea not null,
    done_at      timestamptz not null,
    done_by      bigint,
    constraint safety_review_pkey primary key (campus_id, id),
    constraint safety_review_screening foreign key (campus_id, screening_id)
        references screening (campus_id, id)
);
create index safety_review_of_screening on safety_review (campus_id, screening_id);

-- What mentor and class teacher are asked to do; never why.
create table support (
    campus_id  int not null,
    student_id bigint not null,
    advice     long_text not null,
    set_at     timestamptz not null,
    set_by     bigint,
    ended_at   timestamptz,
    constraint support_pkey primary key (campus_id, student_id),
    constraint support_student foreign key (campus_id, student_id)
        references student (campus_id, id),
    constraint support_advice_given check (btrim(advice) <> '')
);
comment on constraint support_advice_given on support is
    'The advice is empty; say with --advice what mentor and class teacher can do.';

-- How long each kind is kept, in months from its own day.
create table retention (
    kind   text collate "C" not null,
    label  text not null,
    months int not null,
    constraint retention_pkey primary key (kind),
    constraint retention_months_given check (months between 1 and 1200)
);
comment on constraint retention_months_given on retention is
    'The time to keep is out of range; give 1 to 1200 months.';

-- Counts of the campaigns: of one campus, of all in the district's campus 0. Persons are counted
-- once each, in the first of the reasons that holds.
create function campaign_counts(on_day date)
returns table (campus_code text, number int, scale text, from_on date, until_on date, grades text,
               on_roll bigint, refused bigint, withdrawn bigint, outside_ages bigint,
               screened bigint)
language sql stable security definer set search_path = public, pg_temp
as $$
    select c.code::text, k.number, k.scale, k.from_on, k.until_on,
           array_to_string(k.grades, ' '), count(s.id),
           count(s.id) filter (where f.fault = 'consent_refused'),
           count(s.id) filter (where f.fault = 'consent_withdrawn'),
           count(s.id) filter (where f.outside and f.fault not in
                               ('consent_refused', 'consent_withdrawn')),
           count(s.id) filter (where f.done and not f.outside and f.fault not in
                               ('consent_refused', 'consent_withdrawn'))
    from screening_campaign as k
    join campus as c on c.id = k.campus_id
    join scale as q on q.name = k.scale
    left join student as s on s.campus_id = k.campus_id and s.grade = any (k.grades)
        and s.enrolled_on <= least(on_day, k.until_on)
        and (s.left_on is null or s.left_on > least(on_day, k.until_on))
    left join lateral (
        select coalesce(consent_fault(s.campus_id, s.id, 'screening',
                                      least(on_day, k.until_on)), '') as fault,
               coalesce(extract(year from age(least(on_day, k.until_on), s.born_on))
                            not between coalesce(q.age_from, 0) and coalesce(q.age_to, 200),
                        false) as outside,
               exists (select from screening as x
                       where x.campus_id = s.campus_id and x.student_id = s.id
                         and x.scale = coalesce(q.form_of, q.name)
                         and x.taken_on between k.from_on and least(on_day, k.until_on)) as done
    ) as f on true
    where k.campus_id = current_campus() or current_campus() = 0
    group by c.code, k.campus_id, k.number
    order by c.code, k.number
$$;

-- Counts of the consent ledger by purpose, up to a day; of all campuses in the district's.
create function consent_counts(first_on date, last_on date)
returns table (campus_code text, purpose consent_purpose, given bigint, refused bigint,
               withdrawn bigint)
language sql stable security definer set search_path = public, pg_temp
as $$
    select c.code::text, p.purpose,
           count(k.id) filter (where k.act = 'grant' and k.dated_on between first_on and last_on),
           count(k.id) filter (where k.act = 'refuse'
                               and k.dated_on between first_on and last_on),
           count(k.id) filter (where k.withdrawn_on between first_on and last_on)
    from campus as c
    cross join unnest(enum_range(null::consent_purpose)) as p (purpose)
    left join consent as k on k.campus_id = c.id and k.purpose = p.purpose
    where c.id > 0 and (c.id = current_campus() or current_campus() = 0)
    group by c.code, p.purpose
    order by c.code, p.purpose
$$;

-- What has been kept longer than its kind is to be kept.
create function retention_due(on_day date)
returns table (kind text, label text, months int, due bigint)
language sql stable security definer set search_path = public, pg_temp
as $$
    select r.kind, r.label, r.months, count(x.kind)
    from retention as r
    left join (
        select 'screening', campus_id, taken_on from screening
        union all
        select 'safety_review', campus_id, local_date(done_at) from safety_review
        union all
        select 'consent', campus_id, coalesce(withdrawn_on, dated_on) from consent
        union all
        select 'support', campus_id, local_date(coalesce(ended_at, set_at)) from support
        union all
        select 'break_glass', campus_id, local_date(requested_at) from break_glass
    ) as x (kind, campus_id, on_day) on x.kind = r.kind
        and (x.campus_id = current_campus() or current_campus() = 0)
        and x.on_day + make_interval(months => r.months) <= retention_due.on_day
    group by r.kind, r.label, r.months
    order by r.kind
$$;

-- Calls about minors in the audit of some days: accesses, exports, erasures. The audit's tables
-- come from a migration of their own; where they are missing the counts are null.
create function minors_calls(first_on date, last_on date)
returns table (accesses bigint, exports bigint, erasures bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    source text;
    part record;
begin
    foreach source in array array['audit_log', 'audit_queue'] loop
        continue when to_regclass(source) is null;
        execute format(
            'select count(*) filter (where method !~ ''Export|Erase'') as accesses,'
            ' count(*) filter (where method ~ ''Export'') as exports,'
            ' count(*) filter (where method ~ ''Erase'') as erasures from %I'
            ' where (campus_id = $1 or $1 = 0) and local_date(at) between $2 and $3'
            ' and method ~ ''^(Student|Screening|Consent|Support|Need|Record|Export|Erasure)''',
            source)
        into part using current_campus(), first_on, last_on;
        accesses := coalesce(accesses, 0) + part.accesses;
        exports := coalesce(exports, 0) + part.exports;
        erasures := coalesce(erasures, 0) + part.erasures;
    end loop;
    return next;
end
$$;

-- Whether the caller mentors the student now, or leads the student's class (where classes are led).
create function is_supporter(campus int, student bigint) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
declare
    own bigint := nullif(current_setting('jiedui.staff', true), '')::bigint;
    leads boolean := false;
begin
    perform from pairing as p
    where p.campus_id = campus and p.student_id = student and p.staff_id = own
      and p.started_on <= today() and (p.ended_on is null or p.ended_on > today());
    if found then
        return true;
    elsif to_regclass('teaching') is not null then
        execute 'select exists (select from teaching as t join student as s'
                ' on s.campus_id = t.campus_id and s.grade = t.grade'
                ' and s.class_name = t.class_name where t.campus_id = $1 and s.id = $2'
                ' and t.staff_id = $3 and t.subject is null)'
        into leads using campus, student, own;
    end if;
    return leads;
end
$$;

comment on constraint consent_text_pkey on consent_text is
    'This is stored already.';
comment on constraint consent_pkey on consent is
    'This is stored already.';
comment on constraint consent_student on consent is
    'The row names something that is not stored; store that first.';
comment on constraint scale_pkey on scale is
    'This is stored already.';
comment on constraint scale_form on scale is
    'The row names something that is not stored; store that first.';
comment on constraint scale_factor_pkey on scale_factor is
    'This is stored already.';
comment on constraint scale_factor_scale on scale_factor is
    'The row names something that is not stored; store that first.';
comment on constraint scale_example_pkey on scale_example is
    'This is stored already.';
comment on constraint scale_example_scale on scale_example is
    'The row names something that is not stored; store that first.';
comment on constraint screening_campaign_pkey on screening_campaign is
    'This is stored already.';
comment on constraint screening_campaign_campus on screening_campaign is
    'The row names something that is not stored; store that first.';
comment on constraint screening_pkey on screening is
    'This is stored already.';
comment on constraint screening_student on screening is
    'The row names something that is not stored; store that first.';
comment on constraint screening_scale on screening is
    'The row names something that is not stored; store that first.';
comment on constraint safety_review_pkey on safety_review is
    'This is stored already.';
comment on constraint safety_review_screening on safety_review is
    'The row names something that is not stored; store that first.';
comment on constraint support_pkey on support is
    'This is stored already.';
comment on constraint support_student on support is
    'The row names something that is not stored; store that first.';
comment on constraint retention_pkey on retention is
    'This is stored already.';

comment on constraint break_glass_pkey on break_glass is
    'This is stored already.';
comment on constraint break_glass_account on break_glass is
    'The row names something that is not stored; store that first.';
comment on constraint break_glass_student on break_glass is
    'The row names something that is not stored; store that first.';

reset role;
