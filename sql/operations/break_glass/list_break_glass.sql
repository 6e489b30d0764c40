-- What was asked for and agreed to, the latest first.
-- into: rows
select g.id, a.account, s.student_no, g.code::break_glass_code as code, g.reason, g.requested_at,
       b.account as approved_by, g.until
from break_glass as g
join account as a on a.campus_id = g.campus_id and a.id = g.account_id
join student as s on s.campus_id = g.campus_id and s.id = g.student_id
left join account as b on b.campus_id = g.campus_id and b.id = g.approved_by
where g.campus_id = :campus and (:after::uuid is null or g.id < :after::uuid)
order by g.id desc
limit least(coalesce(:limit::int, 1000), 10000);
