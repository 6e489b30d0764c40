-- Keeps new keys of students; of two made at once the first stays.
insert into student_key (campus_id, id, student_id, wrapped, campus_version, created_at)
select :campus, r.id, s.id, r.wrapped, r.campus_version, :now::timestamptz
from unnest(:rows.student::text[], :rows.key_id::uuid[], :rows.wrapped::bytea[],
            :rows.campus_version::int[]) as r (student_no, id, wrapped, campus_version)
join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
order by s.id
on conflict (campus_id, student_id) where destroyed_at is null do nothing;
