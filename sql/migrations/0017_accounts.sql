-- oldest-daemon: 0.2.0
-- Accounts of a file; the psychology teacher's password is out of the lead's hands.

set local role jiedui_owner;

-- Makes one account of a file. False: it is there already, as the row says, and keeps its password.
create function import_account(account_name text, hash text, in_role role_name, of_staff text,
                               of_student text, person text)
returns boolean language plpgsql volatile security definer
set search_path = public, pg_temp as $$
declare
    known bigint;
begin
    select a.id into known from account as a
    where a.campus_id = current_campus() and a.account = account_name;
    if known is not null then
        if not exists (
            select from account_role as r
            left join staff as t on t.campus_id = r.campus_id and t.id = r.staff_id
            left join student as s on s.campus_id = r.campus_id and s.id = r.student_id
            where r.campus_id = current_campus() and r.account_id = known and r.role = in_role
              and coalesce(of_staff, t.staff_no, '') = coalesce(t.staff_no, '')
              and coalesce(upper(of_student), s.student_no, '') = coalesce(s.student_no, '')) then
            perform refuse('account_differs', 'account', account_name);
        end if;
        return false;
    end if;
    if hash is null then
        perform refuse('account_password_unfit');
    end if;
    perform add_account(account_name, hash, in_role, null, of_staff, of_student, true);
    if person is not null and not exists (
        select from staff as t
        where t.campus_id = current_campus() and t.staff_no = of_staff and t.name = person
        union all
        select from student as s
        where s.campus_id = current_campus() and s.student_no = upper(of_student)
          and s.name = person) then
        perform refuse('account_name_differs', 'name', person);
    end if;
    return true;
end
$$;

-- The account whose password the caller may set anew. A lead's and a psychology teacher's, held or
-- lapsed, is the district's to set: who leads a campus gets no way into another's hands.
create function account_to_reset(account_name text)
returns table (campus_id int, account_id bigint) language plpgsql stable security definer
set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    one record;
    is_apart boolean;
begin
    select a.campus_id, a.account_id, m.account_id is not null as is_manageable into one
    from account_directory as a
    left join manageable_accounts() as m
        on m.campus_id = a.campus_id and m.account_id = a.account_id
    where a.account = account_name;
    select coalesce(bool_or(r.role = 'psychology_teacher'
                            or current_campus() > 0 and r.role = 'campus_lead'), false)
    into is_apart
    from account_role as r
    where r.account_campus_id = one.campus_id and r.account_id = one.account_id;
    if current_campus() = 0 and current_setting('jiedui.role') = 'district_administrator' then
        one.is_manageable := one.is_manageable or is_apart;
    elsif one.is_manageable and is_apart then
        perform refuse('account_reset_by_district');
    end if;
    if one.is_manageable then
        return query select one.campus_id, one.account_id;
    end if;
end
$$;

create or replace function may_reset(account_name text) returns boolean language sql stable
security definer set search_path = public, pg_temp as $$
    select exists (select from account_to_reset(account_name))
$$;

create or replace function reset_account(account_name text, hash text, one_time boolean)
returns text language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    one record;
begin
    select r.campus_id, r.account_id into one from account_to_reset(account_name) as r;
    if not found then
        return null;
    end if;
    update session set ended_at = clock()
    where campus_id = one.campus_id and account_id = one.account_id and ended_at is null;
    update account set password_hash = hash, must_change = coalesce(one_time, false),
                       password_set_at = clock(), password_set_by = current_account()
    where campus_id = one.campus_id and id = one.account_id;
    return account_name;
end
$$;

reset role;
