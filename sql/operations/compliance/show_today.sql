-- What is due and overdue: counts for everybody, single pairings for their mentor.
select coalesce(:on::date, :today) as on,
       (select count(*) from pairing as p
        where p.campus_id = :campus
          and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
          and p.started_on <= r.cutoff_on and (p.ended_on is null or p.ended_on > r.cutoff_on)
          and not exists (select from evaluation as e
                          where e.campus_id = :campus and e.cutoff_on = r.cutoff_on
                            and e.pairing_id = p.id))::int as due_evaluations,
       case when :caller_role = 'campus_lead' then (
           select count(*) from change_request as c
           where c.campus_id = :campus and c.state = 'open')::int end as open_changes,
       (select count(*) from pairing as p
        where p.campus_id = :campus
          and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
          and p.started_on <= coalesce(:on::date, :today)
          and (p.ended_on is null or p.ended_on > coalesce(:on::date, :today))
          and not exists (select from agreement as g
                          where g.campus_id = :campus and g.pairing_id = p.id
                            and g.signed_on <= coalesce(:on::date, :today)))::int
           as unsigned_pairings
from (select max(o.cutoff_on) as cutoff_on from evaluation_round as o
      where o.campus_id = :campus and o.cutoff_on <= coalesce(:on::date, :today)) as r;

-- A qualification that lapses ends no pairing; seeing to it is the lead's.
-- into: lapsed
select t.staff_no, t.name as mentor_name, p."group", count(*)::int as pairings
from pairing as p
join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
where p.campus_id = :campus and :caller_role = 'campus_lead'
  and p.started_on <= coalesce(:on::date, :today)
  and (p.ended_on is null or p.ended_on > coalesce(:on::date, :today))
  and (service_fault(:campus, p.staff_id, coalesce(:on::date, :today)) is not null
       or not is_qualified(:campus, p.staff_id, p."group", null, coalesce(:on::date, :today)))
group by t.staff_no, t.name, p."group"
order by t.staff_no, p."group";

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
