-- oldest-daemon: 0.1.0
-- Keys and references that no sentence of their own explains get the general one.

set local role jiedui_owner;

do $$
declare
    c record;
begin
    for c in
        select conname, conrelid::regclass as tab, contype
        from pg_constraint
        where connamespace = 'public'::regnamespace and conrelid <> 0
          and contype in ('p', 'u', 'f') and obj_description(oid, 'pg_constraint') is null
          and pg_get_userbyid((select relowner from pg_class where oid = conrelid)) = 'jiedui_owner'
    loop
        execute format('comment on constraint %I on %s is %L', c.conname, c.tab,
            case c.contype
                when 'f' then 'The row names something that is not stored; store that first.'
                else 'This is stored already.'
            end);
    end loop;
end
$$;

reset role;
