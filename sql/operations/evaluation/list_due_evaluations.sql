-- What is due in a round: the pairings active on its cut-off date, also if they ended since.
select r.cutoff_on, count(p.id)::int as due, count(e.pairing_id)::int as filled,
       percent(count(e.pairing_id), count(p.id)) as percent
from (select o.cutoff_on from evaluation_round as o
      where o.campus_id = :campus and (:on::date is null or o.cutoff_on = :on::date)
      order by o.cutoff_on desc limit 1) as r
left join pairing as p on p.campus_id = :campus and p.started_on <= r.cutoff_on
    and (p.ended_on is null or p.ended_on > r.cutoff_on)
    and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
left join evaluation as e on e.campus_id = :campus and e.cutoff_on = r.cutoff_on
    and e.pairing_id = p.id
group by r.cutoff_on;

-- into: rows
select p.id as pairing, t.staff_no, s.student_no, s.name as student_name, p."group"
from (select o.cutoff_on from evaluation_round as o
      where o.campus_id = :campus and (:on::date is null or o.cutoff_on = :on::date)
      order by o.cutoff_on desc limit 1) as r
join pairing as p on p.campus_id = :campus and p.started_on <= r.cutoff_on
    and (p.ended_on is null or p.ended_on > r.cutoff_on)
join student as s on s.campus_id = p.campus_id and s.id = p.student_id
join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
where (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
  and not exists (select from evaluation as e
                  where e.campus_id = :campus and e.cutoff_on = r.cutoff_on
                    and e.pairing_id = p.id)
order by t.staff_no, s.student_no, p."group";
