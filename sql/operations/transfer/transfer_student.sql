-- Hands a student over to another campus of the district. The student's row is locked first; what
-- the other campus may know is receive_student's to say.
-- expect: one
select from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text)
for no key update;

-- expect: one
update student as s
set left_on = :on::date, transferred_on = :on::date
from campus as c
where s.campus_id = :campus and s.student_no = upper(:student)
  and c.id = (select t.id from campus as t where t.code = :to::text
              union all select 0 limit 1)
  and case when c.id in (0, :campus) then refuse('transfer_to_another')
           when :on::date > :today then refuse('day_not_in_future')
           when s.enrolled_on >= :on::date or s.left_on <= :on::date then refuse('transfer_on_roll')
           else true end
returning s.left_on as moved_on, c.code as "to";

select end_all_pairings(s.id, null, :on::date, '转学') as ended_pairings
from student as s
where s.campus_id = :campus and s.student_no = upper(:student);

with closed as (
    update need as n set closed_on = :on::date
    from student as s
    where n.campus_id = :campus and s.campus_id = :campus and s.student_no = upper(:student)
      and n.student_id = s.id and n.opened_on <= :on::date
      and (n.closed_on is null or n.closed_on > :on::date)
    returning 1
)
select count(*)::int as needs from closed;

select
from student as s
join campus as c on c.code = :to::text
cross join lateral receive_student(s.id, c.id, :new_id::uuid, :on::date, :grade::int,
                                   :class_name::short_text)
where s.campus_id = :campus and s.student_no = upper(:student);
