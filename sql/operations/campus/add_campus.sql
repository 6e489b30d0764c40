-- Adds a campus; its code is unique in the district.
insert into campus (code, name, stage, added_at)
values (:code::campus_code, :name::person_name, :stage::stage, :now::timestamptz)
returning code, name, stage;
