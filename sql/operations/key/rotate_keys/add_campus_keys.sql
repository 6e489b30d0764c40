-- Keeps the campuses' new keys; of two made at once the first stays.
insert into campus_key (campus_id, version, wrapped, master_version, created_at)
select r.campus, r.version, r.wrapped, r.master, :now::timestamptz
from unnest(:rows.of_campus::int[], :rows.version::int[], :rows.wrapped::bytea[],
            :rows.next_version::int[]) as r (campus, version, wrapped, master)
where :rows.key_id::uuid[] is not null
on conflict on constraint campus_key_pkey do nothing;
