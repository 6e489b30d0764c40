-- Stores needs by student, group and source. A need is one as long as it is open: a row whose days
-- meet a stored need changes that one, adds its source, and the last row gives the severity. A row
-- that its source gave before, word for word, says nothing new, in whatever order rows come; nor
-- does one that is what is stored already, as an export writes it.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.student_no::student_no[], :rows.group::need_group[],
            :rows.source::need_origin[])
    with ordinality as r (student_no, in_group, source, place)
left join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
cross join lateral (
    select * from (values
        ('student_no', 'student_unknown', s.id is null),
        ('group', 'group_given', r.in_group is null),
        ('source', 'source_given', r.source is null)
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select r.*, s.id as student_id,
           md5(row(r.severity, r.digest, r.subject, r.opened_on, r.closed_on,
                   slots_normal(r.slots), r.traits)::text) as row_md5
    from unnest(:rows.student_no::student_no[], :rows.group::need_group[],
                :rows.severity::severity[], :rows.source::need_origin[],
                :rows.evidence::bytea[], :rows.evidence.digest::text[], :new_ids::uuid[],
                :rows.subject::subject[], :rows.opened_on::date[],
                :rows.closed_on::date[], :rows.slots::slots[], :rows.traits::traits[])
        with ordinality as r (student_no, in_group, severity, source, evidence, digest, id, subject,
                              opened_on, closed_on, slots, traits, place)
    join student as s on s.campus_id = :campus and s.student_no = upper(r.student_no)
    where r.in_group is not null and r.source is not null
), spans as (
    -- From when to when the rows of a student and group speak; the first row's empty day is the
    -- plan's first.
    select student_id, in_group, min(opened_on) as opened_on, max(closed_on) as closed_on,
           least(coalesce((array_agg(opened_on order by place))[1], plan_first_on()),
                 min(opened_on)) as first_on
    from given group by student_id, in_group
), met as (
    -- The stored need that they mean: the one whose days they meet, the open one before others.
    select w.*, o.id as need_id
    from spans as w
    left join lateral (
        select n.id
        from need as n
        where n.campus_id = :campus and n.plan_year = current_plan()
          and n.student_id = w.student_id and n."group" = w.in_group
          and (w.opened_on is null and n.closed_on is null
               or n.opened_on = w.first_on
               or daterange(n.opened_on, n.closed_on)
                  && daterange(w.first_on,
                               case when w.closed_on > w.first_on then w.closed_on end))
        order by n.closed_on desc nulls first limit 1
    ) as o on true
), news as (
    select g.*, m.need_id, m.first_on, b.evidence as stored_evidence, b.id as stored_id,
           b.evidence_digest as stored_digest,
           b.need_id is null
           or (coalesce(g.digest, b.evidence_digest), g.severity, coalesce(g.subject, n.subject),
               coalesce(g.opened_on, n.opened_on), coalesce(g.closed_on, n.closed_on),
               coalesce(slots_normal(g.slots), n.slots), coalesce(g.traits, n.traits))
              is distinct from
              (b.evidence_digest, n.severity, n.subject, n.opened_on, n.closed_on, n.slots,
               n.traits) as is_new
    from given as g
    join met as m on m.student_id = g.student_id and m.in_group = g.in_group
    left join need as n on n.campus_id = :campus and n.id = m.need_id
    left join need_source as b on b.campus_id = :campus and b.need_id = m.need_id
        and b.source = g.source
    where b.row_md5 is distinct from g.row_md5
), latest as (
    -- What the last row says, and else the last that says anything.
    select student_id, in_group, need_id, first_on, min(opened_on) as opened_on,
           max(closed_on) as closed_on, (array_agg(severity order by place desc))[1] as severity,
           (array_agg(subject order by place desc) filter (where subject is not null))[1]
               as subject,
           (array_agg(slots order by place desc) filter (where slots is not null))[1] as slots,
           (array_agg(traits order by place desc) filter (where traits is not null))[1] as traits
    from news group by student_id, in_group, need_id, first_on
    having bool_or(is_new)
), changed as (
    update need as n
    set severity = l.severity, subject = coalesce(l.subject, n.subject),
        opened_on = least(n.opened_on, l.opened_on), closed_on = coalesce(l.closed_on, n.closed_on),
        slots = coalesce(slots_normal(l.slots), n.slots), traits = coalesce(l.traits, n.traits)
    from latest as l
    where n.campus_id = :campus and n.id = l.need_id
), added as (
    insert into need (campus_id, plan_year, student_id, "group", severity, subject, opened_on,
                      closed_on, slots, traits)
    select :campus, current_plan(), l.student_id, l.in_group, l.severity, l.subject, l.first_on,
           l.closed_on, slots_normal(l.slots), l.traits
    from latest as l
    where l.need_id is null
    returning id, student_id, "group"
), sourced as (
    insert into need_source as o (campus_id, need_id, source, id, evidence, evidence_digest,
                                  row_md5)
    select distinct on (coalesce(w.need_id, a.id), w.source)
           :campus, coalesce(w.need_id, a.id), w.source,
           case when w.evidence is null then coalesce(w.stored_id, w.id) else w.id end,
           coalesce(w.evidence, w.stored_evidence),
           case when w.evidence is null then w.stored_digest else w.digest end, w.row_md5
    from news as w
    left join added as a on a.student_id = w.student_id and a."group" = w.in_group
    where w.is_new
    order by coalesce(w.need_id, a.id), w.source, w.place desc
    on conflict on constraint need_source_pkey do update
    set evidence_plain = null, id = excluded.id,
        evidence = excluded.evidence, evidence_digest = excluded.evidence_digest,
        row_md5 = excluded.row_md5
), counted as (
    select count(*) as stored from news where is_new
)
select stored::int as stored, ((select count(*) from given) - stored)::int as unchanged
from counted;
