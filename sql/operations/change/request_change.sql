-- Asks for a change of a pairing of one's own; another's answers as if it did not exist.
-- expect: one
insert into change_request (campus_id, id, pairing_id, kind, reason, wish_staff_id, asked_at,
                            asked_by, asked_as)
select :campus, :new_id::uuid, p.id, coalesce(:kind::change_kind, 'mentor'), :reason::short_text,
       case when :mentor::text is not null then mentor_id_of(:mentor::text) end,
       :now::timestamptz, :caller, :caller_role::role_name
from pairing as p
where p.campus_id = :campus and p.id = :pairing::uuid
  and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff
       or p.student_id = :caller_student)
  and case when p.ended_on <= :today then refuse('change_pairing_active') else true end
returning id;
