-- Makes the accounts that do not exist; the function is that of a single account. What exists is
-- told row by row, since a slip is good only for an account that was made.
-- bulk: rows
-- into: kept
select r.place::int as row
from unnest(:rows.account::text[]) with ordinality as r (account, place)
join account as a on a.campus_id = :campus and a.account = r.account
order by r.place;

with made as materialized (
    select import_account(r.account, r.hash, r.role, r.staff_no, r.student_no, r.name) as is_new
    from unnest(:rows.account::account_name[], :rows.password_hash::text[],
                :rows.role::role_name[], :rows.staff_no::text[], :rows.student_no::text[],
                :rows.name::text[])
        with ordinality as r (account, hash, role, staff_no, student_no, name, place)
    order by r.place
)
select (count(*) filter (where is_new))::int as stored,
       (count(*) filter (where not is_new))::int as unchanged
from made;
