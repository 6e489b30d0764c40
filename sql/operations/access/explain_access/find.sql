-- The caller's roles, and whether the student is within reach: by the function that decides it
-- everywhere. One who is not, and one who is not there, come out alike.
-- expect: one
with asked as (
    select s.id from student as s
    where s.campus_id = :campus and s.student_no = upper(:student::text)
)
select string_to_array(current_setting('jiedui.roles'), ',')::role_name[] as roles,
       exists (select from asked where reaches(asked.id)) as reached,
       exists (select from asked
               join break_glass as g on g.campus_id = :campus and g.student_id = asked.id
               where g.account_id = :caller and g.approved_at is not null
                 and g.until > :now::timestamptz) as glass;
