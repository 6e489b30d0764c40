-- Lists what is weak by the plan's number, or was when it was met first.
-- into: rows
select s.student_no, s.name as student_name, p.subject, p.dimension, p.point,
       round(p.mark * 100 / p.full_mark, 2)::text as percent,
       round(p.first_mark * 100 / p.first_full, 2)::text as first_percent, p.taken_on,
       p.mark * 100 >= w.line * p.full_mark as remedied
from (select coalesce(plan_value('weak_point_percent', coalesce(:as_of::date, :today)), 60) as line)
    as w
cross join student as s
cross join lateral points_on(s.id, coalesce(:as_of::date, :today)) as p
where s.campus_id = :campus and (:student::text is null or s.student_no = upper(:student::text))
  and (:subject::text is null or p.subject = :subject::text)
  and (p.mark * 100 < w.line * p.full_mark
       or p.first_mark * 100 < w.line * p.first_full and not coalesce(:open::boolean, false))
  and reaches(s.id)
order by s.student_no, p.mark * 100 >= w.line * p.full_mark, p.mark / p.full_mark, p.subject,
         p.point
limit 10000;
