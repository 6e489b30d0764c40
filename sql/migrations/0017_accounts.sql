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

reset role;
