-- Keeps a campus's new key; of two made at once the first stays.
insert into campus_key (campus_id, version, wrapped, master_version, created_at)
values (:campus, :version::int, :wrapped::bytea, :master_version::int, :now::timestamptz)
on conflict on constraint campus_key_pkey do nothing;
