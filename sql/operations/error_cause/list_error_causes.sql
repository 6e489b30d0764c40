-- Counts errors by month, subject and cause; a month of the subject without a cause counts 0 for
-- it.
-- into: rows
with entry as (
    select to_char(e.found_on, 'YYYY-MM') as month, e.subject, e.cause, e.errors
    from error_entry as e
    join student as s on s.campus_id = e.campus_id and s.id = e.student_id
    where e.campus_id = :campus and s.student_no = upper(:student::text) and reaches(s.id)
      and (:subject::text is null or e.subject = :subject::text)
), cell as (
    select m.month, c.subject, c.cause,
           coalesce((select sum(e.errors) from entry as e
                     where e.month = m.month and e.subject = c.subject and e.cause = c.cause),
                    0)::int as errors
    from (select distinct subject, cause from entry) as c
    join (select distinct month, subject from entry) as m on m.subject = c.subject
)
select c.month, c.subject, c.cause, c.errors,
       c.errors - lag(c.errors) over (partition by c.subject, c.cause order by c.month) as change
from cell as c
order by c.month desc, c.subject, c.errors desc, c.cause;
