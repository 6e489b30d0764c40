-- Lists evaluations that were filled in, the latest first; a mentor sees the own pairings.
-- into: rows
select e.cutoff_on, r.name as round, e.pairing_id as pairing, s.student_no, s.name as student_name,
       p."group", t.staff_no, t.name as mentor_name, e.marks, e.method_reached, e.emotion,
       e.communication, e.guidance, e.growth, e.outcome, e.note, e.filled_at
from evaluation as e
join evaluation_round as r on r.campus_id = e.campus_id and r.cutoff_on = e.cutoff_on
join pairing as p on p.campus_id = e.campus_id and p.id = e.pairing_id
join student as s on s.campus_id = p.campus_id and s.id = p.student_id
join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
where e.campus_id = :campus
  and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
  and (:pairing::uuid is null or e.pairing_id = :pairing::uuid)
  and (:student::text is null or s.student_no = upper(:student::text))
  and (:mentor::text is null or t.staff_no = :mentor::text)
  and (:on::date is null or e.cutoff_on = :on::date)
order by e.cutoff_on desc, t.staff_no, s.student_no, p."group"
limit coalesce(:limit::list_limit, 1000);
