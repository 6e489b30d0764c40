-- The own staff; guests are their home campus's.
-- into: rows
select t.staff_no, t.name, t.duty, t.subject, t.external_until, t.background_checked_on,
       t.phone, t.pinyin
from staff as t
where t.campus_id = :campus
  and t.home_campus_id is null
  and :reason::text is not null
  and t.staff_no collate "C" > coalesce(:after::text, '')
order by t.staff_no collate "C"
limit coalesce(:limit::list_limit, 1000);
