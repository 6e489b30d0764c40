-- oldest-daemon: 0.2.0
-- What exports need: rows that come back as they went out say nothing new.

set local role jiedui_owner;

-- The evidence's digest by itself, so that evidence is known again in a row that is not, word for
-- word, the one it came in.
alter table need_source add column evidence_digest text;

-- The accounts in use of the caller's campus, each with one role: the one that ties it to a person
-- goes before others. No password, and nothing made of one.
create function accounts_to_export()
returns table (account text, role role_name, staff_no text, student_no text, name text)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct on (a.account) a.account::text, r.role, t.staff_no::text, s.student_no::text,
           coalesce(t.name, s.name)::text
    from account as a
    join account_role as r on r.account_campus_id = a.campus_id and r.account_id = a.id
        and r.campus_id = a.campus_id
    left join staff as t on t.campus_id = r.campus_id and t.id = r.staff_id
    left join student as s on s.campus_id = r.campus_id and s.id = r.student_id
    where current_campus() > 0 and current_setting('jiedui.role') = 'campus_lead'
      and a.campus_id = current_campus() and a.disabled_at is null
      and (r.until is null or r.until > clock()::date)
    order by a.account, (r.staff_id is null and r.student_id is null), r.role
$$;

reset role;
