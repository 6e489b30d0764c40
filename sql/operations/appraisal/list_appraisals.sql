-- Lists every mentor who has a part. Totals are rounded where they are printed alone.
-- into: rows
with part as materialized (
    select p.staff_id, p.part, round(p.numerator / p.denominator, 2)::text as points
    from appraisal_parts(coalesce(:as_of::date, :today)) as p
)
select t.staff_no, t.name as mentor_name,
       (select p.points from part as p where p.staff_id = a.staff_id and p.part = 'records')
           as records,
       (select p.points from part as p where p.staff_id = a.staff_id and p.part = 'students')
           as students,
       (select p.points from part as p where p.staff_id = a.staff_id and p.part = 'class_teacher')
           as class_teacher,
       (select p.points from part as p where p.staff_id = a.staff_id and p.part = 'case_study')
           as case_study,
       round(a.numerator / a.denominator, 2)::text as total, a.rank, a.excluded, a.honoured
from appraisals(coalesce(:as_of::date, :today)) as a
join staff as t on t.campus_id = :campus and t.id = a.staff_id
order by a.rank nulls last, t.staff_no;
