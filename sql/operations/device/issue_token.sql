-- Issues a token. One that was never used gives way to a new one of the same name.
delete from device as d
where d.campus_id = :campus and d.name = :name::person_name and d.enrolled_at is null;

select where case when length(:token::text) < 26 then refuse('device_token_short') else true end;

-- expect: one
insert into device (campus_id, id, name, token_sha256, token_until, issued_at, issued_by)
values (:campus, :new_id::uuid, :name::person_name, sha256(convert_to(:token::text, 'UTF8')),
        :now::timestamptz + interval '24 hours', :now::timestamptz, :caller)
returning id as device, name, token_until as until, null::text as token;
