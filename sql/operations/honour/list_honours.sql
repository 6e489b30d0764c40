-- Lists who is honoured; before the round is published, to the lead alone, as it stands today. No
-- score, no rank, no group: what is printed on a certificate and no more.
select r.published_on, r.appeal_until
from honour_round as r where r.campus_id = :campus and r.plan_year = current_plan();

-- into: rows
with named as (
    select h.kind, h.staff_id, h.student_id
    from honour as h where h.campus_id = :campus and h.plan_year = current_plan()
    union all
    select 'mentor', a.staff_id, null
    from appraisals(:today) as a
    where a.honoured and :caller_role = 'campus_lead' and not exists (
        select from honour_round as r
        where r.campus_id = :campus and r.plan_year = current_plan())
    union all
    select 'student', null, n.student_id
    from honour_nomination as n
    where n.campus_id = :campus and n.plan_year = current_plan() and n.state = 'approved'
      and :caller_role = 'campus_lead' and not exists (
        select from honour_round as r
        where r.campus_id = :campus and r.plan_year = current_plan())
)
select n.kind, coalesce(t.name, s.name) as name, t.staff_no, current_plan() as year,
       c.name as campus_name
from named as n
join campus as c on c.id = :campus
left join staff as t on t.campus_id = :campus and t.id = n.staff_id
left join student as s on s.campus_id = :campus and s.id = n.student_id
where :kind::honour_kind is null or n.kind = :kind::honour_kind
order by n.kind, coalesce(t.staff_no::text, s.student_no::text);
