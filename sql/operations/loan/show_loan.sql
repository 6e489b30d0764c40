-- A loan run. The district acts in campus 0, which has no part: it gets counts alone. A lead gets
-- the counts and the rows of the own campus.
-- expect: one
select r.id as run_id, r.number, r.run_on, r.until, r.state, r.requests, r.placed
from loan_run as r
where r.id = loan_run_id(:run::text)
  and (:campus = 0
       or exists (select from loan_counts(r.id))
       or refuse('loan_unknown', 'run', :run));
-- into: counts
select c.campus_code, c."group", c.requests, c.borrowed, c.lent, c.state
from loan_counts(loan_run_id(:run::text)) as c;
-- into: rows
select s.student_no, s.name, p."group", p.staff_no, p.mentor_name, p.slots, p.fit,
       case when p.home_staff_id is not null then p.state end as state
from loan_pair as p
join student as s on s.campus_id = :campus and s.id = p.student_id
where p.campus_id = :campus and p.run_id = loan_run_id(:run::text)
order by s.student_no, p."group";
