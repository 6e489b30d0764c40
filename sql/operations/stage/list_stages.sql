-- Lists what the stage of the day still lacks, pairing by pairing of the academic group.
select stage_on(coalesce(:as_of::date, :today)) as stage;

with active as (
    select p.student_id from pairing as p
    where p.campus_id = :campus and p."group" = 'academic'
      and p.started_on <= coalesce(:as_of::date, :today)
      and (p.ended_on is null or p.ended_on > coalesce(:as_of::date, :today))
      and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
)
select count(*)::int as students,
       count(*) filter (where not exists (
           select from stage_artefacts(a.student_id, coalesce(:as_of::date, :today)) as g
           where g.stage = stage_on(coalesce(:as_of::date, :today))
             and g.found < g.needed))::int as complete
from active as a;

-- into: rows
select s.student_no, s.name as student_name, t.staff_no, m.missing
from pairing as p
join student as s on s.campus_id = p.campus_id and s.id = p.student_id
join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
cross join lateral (
    select string_agg(g.artefact, ', ') as missing
    from stage_artefacts(p.student_id, coalesce(:as_of::date, :today)) as g
    where g.stage = stage_on(coalesce(:as_of::date, :today)) and g.found < g.needed) as m
where p.campus_id = :campus and p."group" = 'academic'
  and p.started_on <= coalesce(:as_of::date, :today)
  and (p.ended_on is null or p.ended_on > coalesce(:as_of::date, :today))
  and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
  and m.missing is not null
order by t.staff_no, s.student_no;
