-- Stores baselines by campus, year and figure.
-- bulk: rows
-- into: rejected
select r.place::int as row, f.field as column, f.rule as constraint, sentence(f.rule) as text
from unnest(:rows.year::int[], :rows.campus_code::campus_code[], :rows.kpi::text[],
            :rows.numerator::numeric[], :rows.denominator::numeric[])
    with ordinality as r (year, campus_code, kpi, numerator, denominator, place)
left join campus as c on c.code = r.campus_code and c.id > 0
cross join lateral (
    select * from (values
        ('year', 'year_given', r.year is null),
        ('campus_code', 'campus_unknown', c.id is null),
        ('kpi', 'kpi_known', r.kpi is null or r.kpi !~ ('^(S13(\..+)?|S14|S15\.(emotion|'
            'communication)|S16|S17|S18|S19\.(guidance|growth))$')),
        ('numerator', 'fraction_given', r.numerator is null or r.denominator is null)
    ) as v (field, rule, bad)
    where v.bad limit 1
) as f
order by r.place;

with given as (
    select c.id as campus_id, r.year, r.kpi, r.numerator, r.denominator
    from unnest(:rows.year::int[], :rows.campus_code::campus_code[], :rows.kpi::text[],
                :rows.numerator::numeric[], :rows.denominator::numeric[])
        as r (year, campus_code, kpi, numerator, denominator)
    join campus as c on c.code = r.campus_code and c.id > 0
    where r.year is not null and r.numerator is not null and r.denominator is not null
      and r.kpi ~ ('^(S13(\..+)?|S14|S15\.(emotion|communication)|S16|S17|S18|'
                   'S19\.(guidance|growth))$')
), written as (
    insert into baseline as b (campus_id, year, kpi, numerator, denominator)
    select * from given
    on conflict on constraint baseline_pkey do update
    set numerator = excluded.numerator, denominator = excluded.denominator
    where (b.numerator, b.denominator) is distinct from (excluded.numerator, excluded.denominator)
    returning 1
)
select (select count(*) from written)::int as stored,
       ((select count(*) from given) - (select count(*) from written))::int as unchanged;
