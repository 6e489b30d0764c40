-- Shows the notes; a consent withdrawn closes them.
-- expect: one
select s.student_no
from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text) and :reason::text is not null
  and case when consent_fault(:campus, s.id, 'counselling', :today) = 'consent_withdrawn'
           then refuse('consent_withdrawn') else true end;

-- into: rows
select c.id, c.held_at, c.form, c.minutes, opened(c.note) as note, c.next_on
from counselling as c
join student as s on s.campus_id = c.campus_id and s.id = c.student_id
where c.campus_id = :campus and s.student_no = upper(:student::text)
order by c.held_at;
