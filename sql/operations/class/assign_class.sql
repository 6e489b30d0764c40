-- Gives a class or lessons; giving them again changes nothing.
insert into teaching (campus_id, staff_id, grade, class_name, subject)
select :campus, staff_id_of(:staff::text), :grade::grade, :class_name::short_text,
       :subject::subject
on conflict do nothing;

select :staff::text as staff_no,
       (select count(*) from student as s
        where s.campus_id = :campus and s.grade = :grade::grade
          and s.class_name = :class_name::text and (s.left_on is null or s.left_on > :today))::int
           as students;
