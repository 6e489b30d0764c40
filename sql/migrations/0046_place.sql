-- oldest-daemon: 0.2.0
-- Where a meeting was held: the paper form asks for it beside time and channel.
set local role jiedui_owner;

alter table record add column place short_text;
alter table record_version add column place text;

-- A place is a text that lies open: an erasure empties it with the others.
create function erase_places() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    update record_version as v set place = null
    from record as r
    where v.campus_id = new.campus_id and r.campus_id = new.campus_id and r.id = v.record_id
      and r.student_id = new.student_id and v.place is not null;
    update record as r set place = null
    where r.campus_id = new.campus_id and r.student_id = new.student_id and r.place is not null;
    return null;
end
$$;
create trigger erase_places after insert on erasure
    for each row execute function erase_places();

reset role;
