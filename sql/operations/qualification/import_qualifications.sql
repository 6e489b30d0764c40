-- Stores qualifications by staff number, kind and subject. The lead who imports one has verified
-- it; an older verification stays as long as nothing else changes.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.staff_no::staff_no[], :rows.kind::qualification_kind[])
    with ordinality as r (staff_no, kind, place)
left join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
cross join lateral (
    select * from (values
        ('staff_no', 'staff_unknown', t.id is null),
        ('staff_no', 'guest_not_editable', t.home_campus_id is not null),
        ('kind', 'kind_given', r.kind is null)
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select t.id as staff_id, r.kind, r.subject, r.valid_until,
           coalesce(r.reference, o.reference) as reference,
           coalesce(r.verified_by, o.verified_by, a.account) as verified_by
    from unnest(:rows.staff_no::staff_no[], :rows.kind::qualification_kind[],
                :rows.valid_until::date[], :rows.subject::subject[],
                :rows.reference::short_text[], :rows.verified_by::short_text[])
        as r (staff_no, kind, valid_until, subject, reference, verified_by)
    join staff as t on t.campus_id = :campus and t.staff_no = r.staff_no
        and t.home_campus_id is null
    left join account as a on a.campus_id = :campus and a.id = :caller
    left join qualification as o on o.campus_id = :campus and o.staff_id = t.id
        and o.kind = r.kind and o.subject is not distinct from r.subject
    where r.kind is not null
), written as (
    insert into qualification as q (campus_id, staff_id, kind, subject, valid_until, reference,
                                    verified_by, verified_at)
    select :campus, g.*, :now::timestamptz from given as g
    on conflict on constraint qualification_once do update
    set valid_until = excluded.valid_until, reference = excluded.reference,
        verified_by = excluded.verified_by, verified_at = excluded.verified_at
    where (q.valid_until, q.reference, q.verified_by) is distinct from
          (excluded.valid_until, excluded.reference, excluded.verified_by)
    returning 1
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;
