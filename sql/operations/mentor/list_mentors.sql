-- Lists the mentors of the plan with load, limit and free places on a day; a student
-- sees who may be chosen, not how others' places are spent.
-- into: rows
select t.staff_no, t.name, g.groups, q.qualified,
       case when :caller_role <> 'student' then l.load end as load,
       case when :caller_role <> 'student' then l.capacity end as "limit",
       case when :caller_role <> 'student' then l.lent end as lent, l.free_places,
       case when :caller_role <> 'student' then m.own_capacity end as capacity,
       case when :caller_role <> 'student' then m.loan_places end as loan_places,
       t.duty, t.subject, g.bio, g.slots
from mentor as m
join staff as t on t.campus_id = m.campus_id and t.id = m.staff_id
join mentor_places(coalesce(:as_of::date, :today)) as l
    on l.campus_id = m.campus_id and l.staff_id = m.staff_id
cross join lateral (
    select array_agg(p."group" order by p."group") as groups,
           string_agg(distinct nullif(p.bio, ''), E'\n') as bio, max(nullif(p.slots, '')) as slots
    from mentor_profile as p
    where p.campus_id = m.campus_id and p.plan_year = current_plan() and p.staff_id = m.staff_id
) as g
cross join lateral (
    select array_agg(p."group" order by p."group") as qualified
    from qualified_profiles(coalesce(:as_of::date, :today)) as p
    where p.campus_id = m.campus_id and p.staff_id = m.staff_id
) as q
where m.campus_id = :campus
  and t.staff_no > coalesce(:after::text, '')
  and (:group::need_group is null or :group::need_group = any (g.groups))
  and (:find::text is null or is_like(:find::text, t.name, t.pinyin, t.staff_no))
order by t.staff_no
limit coalesce(:limit::list_limit, 1000);
