-- Finds the one student whom number, name, pinyin, initials, or class and seat mean, within the
-- caller's reach; nobody, and somebody out of reach, answer alike.
-- expect: one
select s.student_no, s.name, s.grade, s.class_name, s.class_seat
from student as s
where s.campus_id = :campus and s.id = student_meant(:student::text);
