-- Stores a group's address; a secret's line end is no part of it.
-- expect: one
insert into webhook (campus_id, id, kind, url, secret, hour, added_at, added_by)
select :campus, :new_id::uuid, :kind::webhook_kind, :url::text,
       btrim(:secret::bytea, decode('0d0a20', 'hex')), coalesce(:hour::int, 8),
       :now::timestamptz, :caller
returning id;
