-- Keeps campuses' keys wrapped anew by a newer master key.
with stored as (
    update campus_key as k set wrapped = r.wrapped, master_version = r.next_version
    from unnest(:rows.of_campus::int[], :rows.key_id::uuid[], :rows.version::int[],
                :rows.wrapped::bytea[], :rows.next_version::int[])
        as r (campus, id, version, wrapped, next_version)
    where k.campus_id = r.campus and k.version = r.version and k.master_version < r.next_version
    returning 1
)
select count(*)::int as done from stored;
