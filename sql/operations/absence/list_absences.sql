-- Lists absences; why somebody is away is nobody else's business.
-- into: rows
select a.id, t.staff_no, t.name as mentor_name, a.first_on as "from", a.last_on as until,
       d.staff_no as deputy_no, d.name as deputy_name
from absence as a
join staff as t on t.campus_id = a.campus_id and t.id = a.staff_id
join staff as d on d.campus_id = a.campus_id and d.id = a.deputy_id
where a.campus_id = :campus
  and (:caller_role = 'campus_lead' or :caller_staff in (a.staff_id, a.deputy_id))
  and (:as_of::date is null or :as_of::date between a.first_on and a.last_on)
order by a.first_on desc, t.staff_no;
