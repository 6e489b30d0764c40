-- Ends an absence on an earlier day; what the deputy did until then counts on.
-- expect: one
update absence as a set last_on = least(a.last_on, :on::date)
where a.campus_id = :campus and a.id = :id::uuid
returning a.id, a.last_on as until;
