-- Stores the sheets that passed, each sealed; the others are answered with their reasons.
-- into: rejected
select r.row, r.column_name as column, r.rule as constraint, r.text
from unnest(:rejected.row::int[], :rejected.column::text[], :rejected.constraint::text[],
            :rejected.text::text[]) as r (row, column_name, rule, text)
order by r.row;
with given as (
    insert into screening as o (campus_id, id, student_id, scale, taken_on, content, entered_at,
                                entered_by)
    select :campus, r.id, r.student_id, r.scale, r.taken_on, r.content, :now::timestamptz, :caller
    from unnest(:rows.id::uuid[], :rows.student_id::bigint[], :rows.scale::text[],
                :rows.taken_on::date[], :rows.content::bytea[])
        as r (id, student_id, scale, taken_on, content)
    on conflict on constraint screening_once do update
    set content = excluded.content, entered_at = excluded.entered_at,
        entered_by = excluded.entered_by
    returning 1
)
select (select count(*) from given)::int as stored, :unchanged::int as unchanged;
