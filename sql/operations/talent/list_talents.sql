-- Lists files of the students the caller reaches. A team's award is one.
-- into: rows
select s.student_no, s.name as student_name, f.field, f.level, t.staff_no as coach_no, f.plan
from talent_file as f
join student as s on s.campus_id = f.campus_id and s.id = f.student_id
left join staff as t on t.campus_id = f.campus_id and t.id = f.coach_id
where f.campus_id = :campus and (:field::text is null or f.field = :field::text) and reaches(s.id)
order by f.field, s.student_no;

with mine as (
    select distinct f.student_id from talent_file as f
    where f.campus_id = :campus and (:field::text is null or f.field = :field::text)
      and reaches(f.student_id)
)
select (select count(*) from mine)::int as students,
       (select count(*) from contest_entry as c join mine as m on m.student_id = c.student_id
        where c.campus_id = :campus)::int as entries,
       (select count(distinct (c.contest, c.level, c.held_on, coalesce(c.team, c.id::text)))
        from contest_entry as c join mine as m on m.student_id = c.student_id
        where c.campus_id = :campus and c.award <> '')::int as awards;
