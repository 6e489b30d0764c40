-- Profiles of the plan; what is the mentor's stands in each row.
-- into: rows
select t.staff_no, p."group", m.own_capacity as capacity, p.bio, p.slots, p.traits, m.loan_places
from mentor_profile as p
join mentor as m on m.campus_id = p.campus_id and m.staff_id = p.staff_id
join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
cross join lateral (
    select concat_ws(chr(31), t.staff_no, p."group") as row_key
) as k
where p.campus_id = :campus
  and p.plan_year = current_plan()
  and t.home_campus_id is null
  and (:group::need_group is null or p."group" = :group::need_group)
  and :reason::text is not null
  and k.row_key collate "C" > coalesce(:after::text, '')
order by k.row_key collate "C"
limit coalesce(:limit::list_limit, 1000);
