-- Lists the campus's staff by number, guests of other campuses with the last day of their loan.
-- into: rows
select staff_no, name, duty, subject, external_until, background_checked_on, phone, pinyin, until
from staff
where campus_id = :campus and staff_no > coalesce(:after::text, '')
  and (:find::text is null or is_like(:find::text, name, pinyin, staff_no))
order by staff_no
limit coalesce(:limit::list_limit, 1000);
