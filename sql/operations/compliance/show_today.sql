-- What is due and overdue: counts for everybody, single pairings for their mentor.
select coalesce(:on::date, :today) as on;

-- into: counts
with periods as materialized (
    select p.* from duty_periods(coalesce(:on::date, :today), null) as p
    where :caller_role = 'campus_lead' or p.staff_id = :caller_staff
)
select d.duty,
       (select count(distinct p.pairing_id) from periods as p
        where p.duty = d.duty and p.last_on > coalesce(:on::date, :today)
          and p.held < p.needed)::int as due,
       (select coalesce(sum(case when p.duty = 'tutoring' then p.needed - p.held else 1 end), 0)
        from periods as p
        where p.duty = d.duty and p.last_on <= coalesce(:on::date, :today)
          and p.held < p.needed)::int as overdue
from unnest(enum_range('meeting'::duty, 'tutoring'::duty)) as d (duty)
order by d.duty;

-- into: rows
select t.staff_no, s.student_no, s.name as student_name, p."group", p.duty,
       (p.needed - p.held)::int as lacking, p.last_on as due_by
from duty_periods(coalesce(:on::date, :today), null) as p
join student as s on s.campus_id = :campus and s.id = p.student_id
join staff as t on t.campus_id = :campus and t.id = p.staff_id
where p.staff_id = :caller_staff and p.last_on > coalesce(:on::date, :today)
  and p.held < p.needed
order by p.last_on, s.student_no, p.duty;
