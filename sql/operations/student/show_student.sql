-- Shows a student the caller reaches, guardians to the lead alone; another's student answers as if
-- there were none.
-- expect: one
select s.student_no, s.name, s.gender, s.born_on, s.grade, s.class_name,
       case when :caller_role = 'campus_lead' then s.guardian_name end as guardian_name,
       case when :caller_role = 'campus_lead' then s.guardian_phone end as guardian_phone,
       s.enrolled_on, s.left_on
from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text)
  and reaches(s.id);

-- That a psychological need is open, leads and psychology teachers may see here, and its mentor;
-- how severe it is, nobody.
-- into: needs
select n."group", case when n."group" <> 'psychological' then n.severity end as severity,
       n.subject, n.opened_on, n.closed_on
from need as n
join student as s on s.campus_id = n.campus_id and s.id = n.student_id
where n.campus_id = :campus and n.plan_year = current_plan()
  and s.student_no = upper(:student::text)
  and reaches(s.id)
  and case when :caller_role = 'mentor' then exists (
               select from pairing as p
               where p.campus_id = :campus and p.student_id = s.id
                 and p.staff_id = :caller_staff and p."group" = n."group"
                 and (p.ended_on is null or p.ended_on > :today))
           else :caller_role in ('campus_lead', 'psychology_teacher')
                or n."group" <> 'psychological' end
order by n."group", n.opened_on;

-- into: pairings
select p.id, p."group", t.staff_no, t.name as mentor_name, p.started_on, p.ended_on
from pairing as p
join student as s on s.campus_id = p.campus_id and s.id = p.student_id
join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id
where p.campus_id = :campus and s.student_no = upper(:student::text)
  and reaches(s.id)
  and case when :caller_role = 'mentor' then p.staff_id = :caller_staff
           else :caller_role in ('campus_lead', 'psychology_teacher', 'student')
                or p."group" <> 'psychological' end
order by p.started_on, p."group";
