-- Stores students by number. A column left empty keeps what is stored, so importing again changes
-- nothing; pinyin that was never given follows the name. A number on roll elsewhere is refused by
-- the directory's key. Numbers are looked through once, by the first statement's parameter: the
-- others read them as text, and capitals are made only where there are small letters, since making
-- them loses the domain. What is stored is looked up by the numbers as an array: joined, the whole
-- roll would be read for every chunk.
-- bulk: rows
with given as (
    select s.id as known,
           case when r.student_no ~ '[a-z]' then upper(r.student_no)::student_no
                else r.student_no end as student_no,
           r.name, r.gender, r.born_on, r.grade, r.class_name,
           coalesce(r.enrolled_on, s.enrolled_on, (select plan_first_on())) as enrolled_on,
           coalesce(r.class_seat, s.class_seat) as class_seat,
           coalesce(r.boarding, s.boarding) as boarding,
           coalesce(r.left_behind, s.left_behind) as left_behind,
           coalesce(r.guardian_name, s.guardian_name) as guardian_name,
           coalesce(r.guardian_phone, s.guardian_phone) as guardian_phone,
           coalesce(r.pinyin, case when s.name = r.name or s.pinyin <> pinyin_of(s.name)
                                   then s.pinyin end, pinyin_of(r.name)) as pinyin
    from unnest(:rows.student_no::student_no[], :rows.name::person_name[],
                :rows.gender::gender[], :rows.born_on::date[], :rows.grade::grade[],
                :rows.class_name::short_text[], :rows.enrolled_on::date[],
                :rows.class_seat::short_text[], :rows.boarding::boarding[],
                :rows.left_behind::boolean[], :rows.guardian_name::person_name[],
                :rows.guardian_phone::phone[], :rows.pinyin::short_text[])
        as r (student_no, name, gender, born_on, grade, class_name, enrolled_on, class_seat,
              boarding, left_behind, guardian_name, guardian_phone, pinyin)
    left join (
        select * from student
        where campus_id = :campus and student_no = any (array(
            select upper(n collate "C") from unnest(:rows.student_no::text[]) as n))
    ) as s on s.student_no = upper(r.student_no collate "C")
), written as (
    insert into student as s (campus_id, student_no, name, gender, born_on, grade, class_name,
                              enrolled_on, class_seat, boarding, left_behind, guardian_name,
                              guardian_phone, pinyin)
    select :campus, g.student_no, g.name, g.gender, g.born_on, g.grade, g.class_name,
           g.enrolled_on, g.class_seat, g.boarding, g.left_behind, g.guardian_name,
           g.guardian_phone, g.pinyin
    from given as g
    on conflict on constraint student_no_once do update
    set name = excluded.name, gender = excluded.gender, born_on = excluded.born_on,
        grade = excluded.grade, class_name = excluded.class_name,
        enrolled_on = excluded.enrolled_on, class_seat = excluded.class_seat,
        boarding = excluded.boarding, left_behind = excluded.left_behind,
        guardian_name = excluded.guardian_name, guardian_phone = excluded.guardian_phone,
        pinyin = excluded.pinyin
    where (s.name, s.gender, s.born_on, s.grade, s.class_name, s.enrolled_on, s.class_seat,
           s.boarding, s.left_behind, s.guardian_name, s.guardian_phone, s.pinyin)
          is distinct from
          (excluded.name, excluded.gender, excluded.born_on, excluded.grade, excluded.class_name,
           excluded.enrolled_on, excluded.class_seat, excluded.boarding, excluded.left_behind,
           excluded.guardian_name, excluded.guardian_phone, excluded.pinyin)
    returning s.id, s.student_no, s.xmax = 0 as is_new -- what was updated is locked by xmax
), listed as (
    insert into student_directory (student_no, campus_id, student_id)
    select w.student_no, :campus, w.id from written as w where w.is_new
    union all
    select g.student_no, :campus, g.known
    from given as g
    where g.known is not null
      and (select d.student_id from student_directory as d
           where d.campus_id = :campus and d.student_no = g.student_no) is null
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;

-- The number is for life, so a difference is worth a look and no more.
-- into: warnings
with given as materialized (
    select r.place::int as row, upper(r.student_no collate "C") as student_no, r.gender, r.born_on
    from unnest(:rows.student_no::text[], :rows.gender::gender[], :rows.born_on::date[])
        with ordinality as r (student_no, gender, born_on, place)
)
select f.row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from (
    select g.row, 'gender' as field, 'student_gender_as_number' as rule
    from given as g
    where g.gender in ('male', 'female') and g.gender <> student_no_gender(g.student_no)
    union all
    select g.row, 'born_on', 'student_born_on_as_number'
    from given as g where g.born_on <> student_no_born_on(g.student_no)
) as f
order by f.row, f.field desc;
