-- Sums over the campus's agreements: a percentage is the sum of what was met over the sum of what
-- was required.
select coalesce(:until::date, :today) as until,
       (select count(*) from agreement as g
        where g.campus_id = :campus and g.signed_on <= coalesce(:until::date, :today))::int
           as agreements,
       (select count(*) from pairing as p
        where p.campus_id = :campus and p.started_on <= coalesce(:until::date, :today)
          and (p.ended_on is null or p.ended_on > coalesce(:until::date, :today))
          and not exists (select from agreement as g
                          where g.campus_id = :campus and g.pairing_id = p.id
                            and g.signed_on <= coalesce(:until::date, :today)))::int
           as unsigned_pairings;

-- into: rows
select d.duty, coalesce(sum(c.required), 0)::int as required, coalesce(sum(c.met), 0)::int as met,
       percent(sum(c.met), sum(c.required)) as percent,
       coalesce(sum(c.overdue), 0)::int as overdue
from unnest(enum_range(null::duty)) as d (duty)
left join duty_compliance(coalesce(:until::date, :today), null) as c on c.duty = d.duty
group by d.duty
order by d.duty;

-- into: mentors
select t.staff_no, t.name as mentor_name, count(distinct c.pairing_id)::int as pairings,
       sum(c.required)::int as required, sum(c.met)::int as met,
       percent(sum(c.met), sum(c.required)) as percent, sum(c.overdue)::int as overdue
from duty_compliance(coalesce(:until::date, :today), null) as c
join staff as t on t.campus_id = :campus and t.id = c.staff_id
where c.duty <> 'tutoring_full_weeks'
group by t.staff_no, t.name
order by t.staff_no;
