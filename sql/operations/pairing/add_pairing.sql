-- Pairs two persons; every rule and the mentor's limit are the function's.
-- expect: one
select p.id
from open_pairings(array[:new_id::uuid], array[find_student(:student::text)],
                   array[find_staff(:mentor::text)], array[:group::need_group],
                   array[:on::date], 'hand') as p (id);
