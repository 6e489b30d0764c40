-- Names a deputy. Whoever stands in has to be qualified for each group the mentor has students in;
-- the subject is the mentor's to see to.
-- expect: one
insert into absence (campus_id, id, staff_id, deputy_id, first_on, last_on, reason, recorded_at,
                     recorded_by)
select :campus, :new_id::uuid, w.mentor, w.deputy, :from::date, :until::date, :reason::short_text,
       :now::timestamptz, :caller
from (select mentor_id_of(:mentor::text) as mentor, staff_id_of(:deputy::text) as deputy) as w
where not exists (
    select from pairing as p
    where p.campus_id = :campus and p.staff_id = w.mentor and p.started_on <= :until::date
      and (p.ended_on is null or p.ended_on > :from::date)
      and case when service_fault(:campus, w.deputy, :from::date) is not null
               then refuse(service_fault(:campus, w.deputy, :from::date), 'staff_no', :deputy)
               when not is_qualified(:campus, w.deputy, p."group", null, :from::date)
               then refuse('mentor_qualified_for_group', 'staff_no', :deputy,
                           'group', p."group"::text)
               else false end)
returning id;
