-- oldest-daemon: 0.1.0
-- The owner, the types, and the small functions everything else is written with.

do $$
begin
    if not exists (select from pg_roles where rolname = 'jiedui_owner') then
        create role jiedui_owner nologin;
    end if;
end
$$;

create extension if not exists btree_gist;
revoke all on schema public from public;
grant usage, create on schema public to jiedui_owner;

set local role jiedui_owner;
alter default privileges revoke execute on functions from public;

-- Rules that SQL refuses by name; constraints carry their sentence as a comment instead.

create table rule (
    name     text not null,
    code     text not null,
    sentence text not null,
    constraint rule_pkey primary key (name),
    constraint rule_code_is_a_status check (code in ('INVALID', 'NOT_FOUND', 'CONFLICT',
        'PERMISSION_DENIED', 'UNAUTHENTICATED', 'RESOURCE_EXHAUSTED'))
);
comment on constraint rule_code_is_a_status on rule is
    'The rule''s code is not a status of the protocol.';

-- Refuses by the name of a rule. The values travel in DETAIL, a name=value line each, never in
-- the message, since messages may be logged. It returns boolean so that it can stand in a where.
create function refuse(rule_name text, variadic name_values text[] default '{}')
returns boolean language plpgsql volatile set search_path = public, pg_temp as $$
declare
    lines text;
begin
    if not exists (select from rule where name = rule_name) then
        raise exception 'rule has no sentence' using errcode = 'internal_error',
            constraint = rule_name;
    end if;
    select string_agg(name_values[i] || '='
                          || coalesce(translate(name_values[i + 1], E'\r\n', '  '), ''),
                      E'\n' order by i)
    into lines
    from generate_series(1, cardinality(name_values) - 1, 2) as i;
    raise exception 'refused by a rule' using errcode = 'JD001', constraint = rule_name,
        detail = coalesce(lines, '');
end
$$;

create function sentence(rule_name text) returns text language sql stable strict
return (select sentence from rule where name = rule_name);

-- Enumerations: the labels are the proto names in lower case.

create type role_name as enum ('district_administrator', 'campus_lead', 'mentor');
create type stage as enum ('primary', 'junior', 'senior', 'nine_year', 'complete', 'twelve_year');
create type calendar_kind as enum ('term', 'holiday', 'makeup');
create type gender as enum ('unknown', 'male', 'female', 'unstated');
create type boarding as enum ('day', 'boarding');
create type need_group as enum ('academic', 'psychological', 'talent', 'general');
create type need_origin as enum ('classroom_observation', 'screening', 'home_visit',
    'self_declaration', 'entrance_assessment');
create type qualification_kind as enum ('subject_teaching', 'counsellor_certificate',
    'counsellor_training', 'contest_coaching');
create type record_kind as enum ('meeting', 'tutoring', 'home_feedback', 'home_visit',
    'counselling', 'training', 'method_meeting');
create type record_channel as enum ('face_to_face', 'phone', 'message', 'activity');
create type pairing_origin as enum ('match', 'hand', 'import', 'loan');
create type run_state as enum ('draft', 'published', 'discarded');
create type match_step as enum ('locked', 'choice', 'coordination', 'loan', 'hand');
create type waiting_reason as enum ('no_qualified_mentor', 'all_forbidden', 'no_free_place');
create type loan_state as enum ('draft', 'published', 'declined');
create type need_change as enum ('added', 'removed', 'changed');

-- Student numbers.

-- G or J with a GB 11643 number (real date of birth, MOD 11-2 check digit), or L and 18 digits.
create function student_no_is_valid(given text) returns boolean
language plpgsql immutable strict set search_path = public, pg_temp as $$
declare
    weights constant int[] := '{7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2}';
    total int := 0;
    born_year int;
    born_month int;
    born_day int;
begin
    if given ~ '^L[0-9]{18}$' then
        return true;
    elsif given !~ '^[GJ][0-9]{17}[0-9X]$' then
        return false;
    end if;
    born_year := substr(given, 8, 4)::int;
    born_month := substr(given, 12, 2)::int;
    born_day := substr(given, 14, 2)::int;
    if born_year not between 1900 and 2999 or born_month not between 1 and 12 or born_day < 1
       or born_day > extract(day from make_date(born_year, born_month, 1)
                                      + interval '1 month -1 day')
    then
        return false;
    end if;
    for i in 1 .. 17 loop
        total := total + weights[i] * substr(given, i + 1, 1)::int;
    end loop;
    return substr('10X98765432', total % 11 + 1, 1) = right(given, 1);
end
$$;

-- The birth date inside a G or J number; null for L.
create function student_no_born_on(given text) returns date language sql immutable strict
return case when given like 'L%' then null
            else make_date(substr(given, 8, 4)::int, substr(given, 12, 2)::int,
                           substr(given, 14, 2)::int) end;

-- The gender inside a G or J number (last digit of the sequence, odd = male); null for L.
create function student_no_gender(given text) returns gender language sql immutable strict
return case when given like 'L%' then null
            when substr(given, 18, 1)::int % 2 = 1 then 'male'::gender
            else 'female'::gender end;

-- G9901**********0010
create function masked(given text) returns text language sql immutable strict
return case when length(given) > 9
            then left(given, 5) || repeat('*', length(given) - 9) || right(given, 4)
            else given end;

-- Free slots in their one canonical form, Mon4;Wed5, sorted and each once; null when malformed.
create function slots_normal(given text) returns text language sql immutable strict
begin atomic
    select case when bool_and(slot.found is not null)
                then string_agg(once.word, ';' order by once.day, once.lesson) end
    from (
        select part, regexp_match(btrim(part),
            '^(Mon|Tue|Wed|Thu|Fri|Sat|Sun|周[一二三四五六日天])(1[0-5]|[1-9])$') as found,
            row_number() over (partition by
                regexp_replace(replace(btrim(part), '天', '日'), ' ', '', 'g')) as repeat_no
        from unnest(string_to_array(replace(given, '；', ';'), ';')) as part
        where btrim(part) <> ''
    ) as slot
    left join lateral (
        select day, (slot.found)[2]::int as lesson,
               (array['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])[day] || (slot.found)[2]
                   as word
        from (select coalesce(
                  array_position(array['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
                                 (slot.found)[1]),
                  strpos('一二三四五六日',
                         replace(substr((slot.found)[1], 2, 1), '天', '日')))) as d (day)
    ) as once on slot.repeat_no = 1;
end;

-- Domains. Each constraint's comment is the sentence a person reads.

create domain student_no as text collate "C"
    constraint student_no_is_valid check (student_no_is_valid(upper(value)));
comment on constraint student_no_is_valid on domain student_no is
    'The student number is not valid: it is G or J and 18 characters with a real birth date and a '
    'right check digit, or L and 18 digits; compare it with the roll.';

create domain staff_no as text collate "C"
    constraint staff_no_is_valid
        check (value ~ '^([0-9]{10}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,31}$');
comment on constraint staff_no_is_valid on domain staff_no is
    'The staff number is not valid: it has 1 to 32 letters, digits, points, hyphens or '
    'underscores and begins with a letter or digit.';

create domain campus_code as text collate "C"
    constraint campus_code_has_ten_digits check (value ~ '^[0-9]{10}$');
comment on constraint campus_code_has_ten_digits on domain campus_code is
    'The campus code is not valid: it has exactly ten digits.';

create domain account_name as text collate "C"
    constraint account_name_is_valid check (value ~ '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$');
comment on constraint account_name_is_valid on domain account_name is
    'The account name is not valid: it has 1 to 64 letters, digits, points, hyphens, underscores '
    'or @ and begins with a letter or digit.';

create domain person_name as text
    constraint person_name_is_valid
        check (value ~ '^[^[:cntrl:]]{1,100}$' and value = btrim(value, E' \u3000'));
comment on constraint person_name_is_valid on domain person_name is
    'The name is not valid: it has 1 to 100 characters, no blank at either end and no line break.';

-- Grades of the national code: 11-16 primary, 21-24 junior, 31-34 senior.
create domain grade as int
    constraint grade_is_known
        check (value between 11 and 16 or value between 21 and 24 or value between 31 and 34);
comment on constraint grade_is_known on domain grade is
    'The grade is not known: use 11 to 16 for primary, 21 to 24 for junior or 31 to 34 for senior '
    'grades.';

create domain slots as text collate "C"
    constraint slots_are_readable
        check (length(value) <= 1000 and (btrim(value) = '' or slots_normal(value) is not null));
comment on constraint slots_are_readable on domain slots is
    'The free slots cannot be read: write weekday and lesson, Mon4;Wed5, with lessons 1 to 15.';

create domain traits as text collate "C"
    constraint traits_are_readable
        check (value ~ '^([0-9]|[1-9][0-9]|100)(/([0-9]|[1-9][0-9]|100)){4}$');
comment on constraint traits_are_readable on domain traits is
    'The traits cannot be read: write five whole numbers from 0 to 100 separated by /, such as '
    '50/60/70/40/55.';

create domain subject as text
    constraint subject_is_short
        check (value ~ '^[^[:cntrl:]]{1,40}$' and value = btrim(value, E' \u3000'));
comment on constraint subject_is_short on domain subject is
    'The subject is not valid: it has 1 to 40 characters, no blank at either end and no line '
    'break.';

create domain severity as int
    constraint severity_is_1_to_5 check (value between 1 and 5);
comment on constraint severity_is_1_to_5 on domain severity is
    'The severity is out of range: give a whole number from 1 (slight) to 5 (severe).';

create domain capacity as int
    constraint capacity_is_0_to_99 check (value between 0 and 99);
comment on constraint capacity_is_0_to_99 on domain capacity is
    'The number of places is out of range: give a whole number from 0 to 99.';

create domain choice_rank as int
    constraint choice_rank_is_1_to_20 check (value between 1 and 20);
comment on constraint choice_rank_is_1_to_20 on domain choice_rank is
    'The rank is out of range: the first choice is 1, the next 2, and at most 20.';

create domain answer_rank as text collate "C"
    constraint answer_rank_is_readable check (value ~ '^([1-9][0-9]{0,2}|refuse|拒绝)$');
comment on constraint answer_rank_is_readable on domain answer_rank is
    'The answer cannot be read: write 1 for the student wanted first, 2 for the next, or refuse.';

create domain percent_points as int
    constraint percent_points_are_0_to_100 check (value between 0 and 100);
comment on constraint percent_points_are_0_to_100 on domain percent_points is
    'The value is out of range: give a whole number from 0 to 100.';

create domain phone as text collate "C"
    constraint phone_is_valid check (value ~ '^\+?[0-9][0-9 ()-]{2,28}$');
comment on constraint phone_is_valid on domain phone is
    'The telephone number is not valid: write 3 to 30 digits, blanks, hyphens or parentheses.';

create domain short_text as text
    constraint short_text_is_short check (length(value) <= 200);
comment on constraint short_text_is_short on domain short_text is
    'The text is too long: it may have 200 characters.';

create domain long_text as text
    constraint long_text_is_bounded check (length(value) <= 10000);
comment on constraint long_text_is_bounded on domain long_text is
    'The text is too long: it may have 10000 characters.';

create domain minutes as int
    constraint minutes_are_1_to_1440 check (value between 1 and 1440);
comment on constraint minutes_are_1_to_1440 on domain minutes is
    'The duration is out of range: give the minutes, from 1 to 1440.';

create domain list_limit as int
    constraint list_limit_is_1_to_10000 check (value between 1 and 10000);
comment on constraint list_limit_is_1_to_10000 on domain list_limit is
    'The limit is out of range: a list may have 1 to 10000 rows; go on with --after.';

-- The campus and the clock of the call, as identify() set them.

create function current_campus() returns int language sql stable
return nullif(current_setting('jiedui.campus', true), '')::int;

create function current_account() returns bigint language sql stable
return nullif(current_setting('jiedui.account', true), '')::bigint;

create function clock() returns timestamptz language sql stable
return coalesce(nullif(current_setting('jiedui.now', true), '')::timestamptz, now());

-- An instant as ISO 8601 in the session's time zone, which is the district's.
create function iso(given timestamptz) returns text language sql stable strict
return to_char(given, 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM');

-- A share as a percentage with two decimals, half up; null without a base.
create function percent(part bigint, whole bigint) returns text language sql immutable strict
return case when whole > 0 then round(part * 100::numeric / whole, 2)::text end;

reset role;
