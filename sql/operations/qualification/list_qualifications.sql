-- Lists the campus's qualifications by staff number, kind and subject.
-- into: rows
select t.staff_no || '/' || q.kind || '/' || coalesce(q.subject, '') as row_key, t.staff_no, t.name,
       q.kind, q.subject, q.valid_until, q.reference, q.verified_by
from qualification as q
join staff as t on t.campus_id = q.campus_id and t.id = q.staff_id
where q.campus_id = :campus
  and (:mentor::text is null or t.staff_no = :mentor::text)
  and (t.staff_no || '/' || q.kind || '/' || coalesce(q.subject, '')) collate "C"
      > coalesce(:after::text, '')
order by (t.staff_no || '/' || q.kind || '/' || coalesce(q.subject, '')) collate "C"
limit coalesce(:limit::list_limit, 1000);
