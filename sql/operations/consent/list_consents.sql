-- The ledger, the latest first.
-- into: rows
select c.id, s.student_no, s.name, c.purpose, c.act, c.given_by, c.dated_on, c.text_version,
       c.guardian_informed_on, c.withdrawn_on
from consent as c
join student as s on s.campus_id = c.campus_id and s.id = c.student_id
where c.campus_id = :campus
  and (:student::text is null or s.student_no = upper(:student::text))
  and (:purpose::consent_purpose is null or c.purpose = :purpose::consent_purpose)
  and (:after::uuid is null or c.id < :after::uuid)
order by c.id desc
limit least(coalesce(:limit::int, 1000), 10000);
