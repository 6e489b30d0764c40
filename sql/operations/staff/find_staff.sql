-- Finds the one member of staff whom number, name, pinyin, or initials mean, within the caller's
-- reach; nobody, and somebody out of reach, answer alike.
-- expect: one
select t.staff_no, t.name, t.duty, t.subject
from staff as t
where t.campus_id = :campus and t.id = staff_meant(:staff::text);
