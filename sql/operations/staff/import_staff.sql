-- Stores members of staff by number. A column left empty keeps what is stored, and pinyin that was
-- never given follows the name. Guests (CODE/NO) are the home campus's.
-- bulk: rows
-- into: rejected
select r.place::int as row, 'staff_no' as column, 'guest_not_editable' as constraint,
       sentence('guest_not_editable') as text
from unnest(:rows.staff_no::staff_no[]) with ordinality as r (staff_no, place)
where r.staff_no like '%/%'
order by r.place;

with given as (
    select r.staff_no, r.name, r.duty,
           coalesce(r.subject, s.subject) as subject,
           coalesce(r.external_until, s.external_until) as external_until,
           coalesce(r.background_checked_on, s.background_checked_on) as background_checked_on,
           coalesce(r.phone, s.phone) as phone,
           coalesce(r.pinyin, case when s.name = r.name or s.pinyin <> pinyin_of(s.name)
                                   then s.pinyin end, pinyin_of(r.name)) as pinyin
    from unnest(:rows.staff_no::staff_no[], :rows.name::person_name[], :rows.duty::short_text[],
                :rows.subject::subject[], :rows.external_until::date[],
                :rows.background_checked_on::date[], :rows.phone::phone[],
                :rows.pinyin::short_text[])
        as r (staff_no, name, duty, subject, external_until, background_checked_on, phone, pinyin)
    left join staff as s on s.campus_id = :campus and s.staff_no = r.staff_no
    where r.staff_no is null or r.staff_no not like '%/%'
), written as (
    insert into staff as s (campus_id, staff_no, name, duty, subject, external_until,
                            background_checked_on, phone, pinyin)
    select :campus, g.* from given as g
    on conflict on constraint staff_no_once do update
    set name = excluded.name, duty = excluded.duty, subject = excluded.subject,
        external_until = excluded.external_until,
        background_checked_on = excluded.background_checked_on, phone = excluded.phone,
        pinyin = excluded.pinyin
    where (s.name, s.duty, s.subject, s.external_until, s.background_checked_on, s.phone, s.pinyin)
          is distinct from
          (excluded.name, excluded.duty, excluded.subject, excluded.external_until,
           excluded.background_checked_on, excluded.phone, excluded.pinyin)
    returning 1
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;
