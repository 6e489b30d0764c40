-- Keeps students' keys wrapped anew, unless one was changed or destroyed in between.
with stored as (
    update student_key as s set wrapped = r.wrapped, campus_version = r.next_version
    from unnest(:rows.of_campus::int[], :rows.key_id::uuid[], :rows.version::int[],
                :rows.wrapped::bytea[], :rows.next_version::int[])
        as r (campus, id, version, wrapped, next_version)
    where s.campus_id = r.campus and s.id = r.id and s.campus_version = r.version
      and s.destroyed_at is null
    returning 1
)
select count(*)::int as done from stored;
