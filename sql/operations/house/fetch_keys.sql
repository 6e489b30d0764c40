-- The campus's newest key, and the keys of the students in force. A student who is not of this
-- campus gives no row; one without a key gives a row without it.
select :campus as campus, c.version, c.wrapped, c.master_version
from (select) as one
left join (
    select k.version, k.wrapped, k.master_version from campus_key as k
    where k.campus_id = :campus order by k.version desc limit 1
) as c on true;

-- into: rows
select u.place::int as place, k.id as key_id, k.wrapped, k.campus_version,
       c.wrapped as campus_wrapped, c.master_version, s.student_no as student
from unnest(:students::text[], :student_ids::bigint[])
    with ordinality as u (student_no, student_id, place)
join student as s on s.campus_id = :campus
    and s.id = case when u.student_id > 0 then u.student_id
                    else (select n.id from student as n
                          where n.campus_id = :campus and n.student_no = upper(u.student_no)) end
left join student_key as k on k.campus_id = :campus and k.student_id = s.id
    and k.destroyed_at is null
left join campus_key as c on c.campus_id = :campus and c.version = k.campus_version
order by u.place;
