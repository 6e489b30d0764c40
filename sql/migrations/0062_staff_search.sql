-- oldest-daemon: 0.2.0
-- Members of staff are found by name, pinyin, or its initials, within the caller's reach.

set local role jiedui_owner;

-- Whose name the caller may know: a lead the whole staff's, a student the mentors' to choose from,
-- anyone the own.
create function knows_staff(of_staff bigint) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
declare
    roles text[] := string_to_array(current_setting('jiedui.roles', true), ',');
begin
    return 'campus_lead' = any (roles)
        or of_staff = nullif(current_setting('jiedui.staff', true), '')::bigint
        or 'student' = any (roles) and exists (
            select from mentor as m where m.campus_id = current_campus() and m.staff_id = of_staff);
end
$$;

-- The one member of staff within the caller's reach whom number, name, pinyin, or initials mean;
-- NULL when there is none, refused with the numbers when there are several. A number is meant
-- before a name, and by name those alone who have not left.
create function staff_meant(given text) returns bigint
language plpgsql stable set search_path = public, pg_temp as $$
declare
    typed text := btrim(given);
    key text := case when is_pinyin(given) then pinyin_key(given) end;
    found bigint[];
    numbers text;
begin
    select array_agg(t.id) into found from staff as t
    where t.campus_id = current_campus() and t.staff_no = typed and knows_staff(t.id);
    if found is null then
        select array_agg(t.id), string_agg(t.staff_no, ' ' order by t.staff_no)
        into found, numbers from staff as t
        where t.campus_id = current_campus() and (t.left_on is null or t.left_on > today())
          and (t.name = typed or pinyin_key(t.pinyin) = key or pinyin_initials(t.pinyin) = key)
          and knows_staff(t.id);
    end if;
    if cardinality(found) > 1 then
        perform refuse('staff_ambiguous', 'matches', cardinality(found)::text,
                       'staff_no', numbers);
    end if;
    return found[1];
end
$$;

insert into rule (name, code, sentence) values
    ('staff_ambiguous', 'CONFLICT',
     'More than one member of staff is meant: give one of the staff numbers; staff list --find and '
     'mentor list --find show whose they are.');

reset role;
