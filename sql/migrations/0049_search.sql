-- oldest-daemon: 0.2.0
-- People are found by name, pinyin, its initials, or class and seat, within the caller's reach.

set local role jiedui_owner;

-- A name as it is read, a word a character: 尉迟恭 is "yu chi gong". What is no Chinese character
-- stays.
create function pinyin_of(name text) returns text
language plpgsql stable strict set search_path = public, pg_temp as $$
declare
    given text := btrim(name);
    place int := 1;
    one text;
    found text;
    so_far text := '';
begin
    -- Names with a dot have no surname in front.
    if position('·' in given) = 0 then
        select s.reading, length(s.surname) + 1 into so_far, place from surname_reading as s
        where s.surname in (left(given, 1), left(given, 2)) and length(s.surname) < length(given)
        order by length(s.surname) desc limit 1;
    end if;
    for i in coalesce(place, 1)..length(given)
    loop
        one := substr(given, i, 1);
        select ' ' || r.reading || ' ' into found from character_reading as r
        where r.character = one;
        so_far := concat(so_far, coalesce(found, case one when '·' then ' ' else one end));
    end loop;
    return btrim(regexp_replace(so_far, '\s+', ' ', 'g'));
end
$$;

-- Pinyin as it is compared: small letters without tones, gaps and apostrophes, ü as v.
create function pinyin_key(pinyin text) returns text
language plpgsql immutable strict set search_path = public, pg_temp as $$
begin
    return regexp_replace(
        replace(replace(translate(lower(normalize(pinyin, NFKC)), 'āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü',
                                  'aaaaeeeeiiiioooouuuuvvvvv'), 'lyu', 'lv'), 'nyu', 'nv'),
        '[^a-z]', '', 'g');
end
$$;

-- The first letters of its words.
create function pinyin_initials(pinyin text) returns text
language plpgsql immutable strict set search_path = public, pg_temp as $$
begin
    return pinyin_key(regexp_replace(pinyin, '(\w)\w*\W*', '\1', 'g'));
end
$$;

-- The same when a student's class is typed with or without brackets, gaps and 年级.
create function class_key(class text) returns text
language plpgsql immutable strict set search_path = public, pg_temp as $$
begin
    return lower(regexp_replace(normalize(class, NFKC), '年级|[^\w]', '', 'g'));
end
$$;

create function grade_word(of_grade int) returns text
language sql immutable strict
return case of_grade / 10 when 1 then '小' when 2 then '初' when 3 then '高' end
       || substr('一二三四五六', of_grade % 10, 1);

-- Whether what was typed is pinyin: letters, gaps and apostrophes alone.
create function is_pinyin(given text) returns boolean
language plpgsql immutable strict set search_path = public, pg_temp as $$
begin
    return given !~ '[^a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü'' -]' and pinyin_key(given) <> '';
end
$$;

create index student_by_name on student (campus_id, name);
create index student_by_pinyin on student (campus_id, pinyin_key(pinyin));
create index student_by_initials on student (campus_id, pinyin_initials(pinyin));
create index student_by_class on student (campus_id, grade, class_name);

-- The one student on roll within the caller's reach whom number, name, pinyin, initials, or class
-- and seat mean; NULL when there is none, refused when there are several. Who is out of reach is
-- not counted, so that he cannot be told from nobody.
create function student_meant(given text) returns bigint
language plpgsql stable strict set search_path = public, pg_temp as $$
declare
    typed text := btrim(given);
    key text := case when is_pinyin(given) then pinyin_key(given) end;
    parts text[] := regexp_match(translate(given, '／', '/'), '^(.*)/\s*([^/]+?)\s*$');
    class text := class_key(parts[1]);
    found bigint[];
begin
    with named as materialized (
        select s.id from student as s
        where s.campus_id = current_campus() and s.student_no = upper(typed)
        union
        select s.id from student as s
        where s.campus_id = current_campus() and s.name = typed
          and s.enrolled_on <= today() and (s.left_on is null or s.left_on > today())
        union
        select s.id from student as s
        where s.campus_id = current_campus()
          and (pinyin_key(s.pinyin) = key or pinyin_initials(s.pinyin) = key)
          and s.enrolled_on <= today() and (s.left_on is null or s.left_on > today())
        union
        select s.id from student as s
        where s.campus_id = current_campus()
          and ltrim(s.class_seat, '0') = ltrim(parts[2], '0')
          and class in (class_key(s.class_name), class_key(grade_word(s.grade) || s.class_name))
          and s.enrolled_on <= today() and (s.left_on is null or s.left_on > today())
    )
    select array_agg(n.id) into found from named as n where reaches(n.id);
    if cardinality(found) > 1 then
        perform refuse('student_ambiguous', 'matches', cardinality(found)::text);
    end if;
    return found[1];
end
$$;

-- Whether a row of a list is among those looked for: part of the name, or the beginning of pinyin,
-- initials or number.
create function is_like(looked_for text, name text, pinyin text, number text) returns boolean
language plpgsql immutable set search_path = public, pg_temp as $$
declare
    typed text := btrim(looked_for);
    key text := case when is_pinyin(looked_for) then pinyin_key(looked_for) end;
begin
    return typed = '' or position(typed in name) > 0 or starts_with(number, upper(typed))
        or coalesce(starts_with(pinyin_key(pinyin), key), false)
        or coalesce(starts_with(pinyin_initials(pinyin), key), false);
end
$$;

insert into rule (name, code, sentence) values
    ('student_ambiguous', 'CONFLICT',
     'More than one student you reach is meant: give the student number, or class and seat; '
     'student list --find shows them.');

-- Those who are there already; each campus's rows are its own to see.
do $$
declare
    one int;
begin
    for one in select id from campus where id > 0
    loop
        perform set_config('jiedui.campus', one::text, true);
        update student set pinyin = pinyin_of(name) where campus_id = one and pinyin is null;
        update staff set pinyin = pinyin_of(name) where campus_id = one and pinyin is null;
    end loop;
    perform set_config('jiedui.campus', '', true);
end
$$;

reset role;
