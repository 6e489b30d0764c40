-- Sums marks over the points of an axis, as they were met last and first.
-- into: rows
select p.subject, p.dimension, count(*)::int as points,
       round(sum(p.mark) * 100 / sum(p.full_mark), 2)::text as percent,
       round(sum(p.first_mark) * 100 / sum(p.first_full), 2)::text as first_percent
from student as s
cross join lateral points_on(s.id, coalesce(:as_of::date, :today)) as p
where s.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
  and (:subject::text is null or p.subject = :subject::text)
group by p.subject, p.dimension
order by p.subject, p.dimension;
