-- Asks for a look at one student's content; nothing opens before somebody else agrees.
-- expect: one
insert into break_glass (campus_id, id, account_id, student_id, code, reason, requested_at)
select :campus, :new_id::uuid, :caller, s.id, :code::break_glass_code::text,
       btrim(:reason::short_text), :now::timestamptz
from student as s
where s.campus_id = :campus and s.student_no = upper(:student::text)
  and case when coalesce(btrim(:reason::text), '') = '' then refuse('reason_needed')
           when :code::break_glass_code is null then refuse('break_glass_code_given')
           else true end
returning id;
