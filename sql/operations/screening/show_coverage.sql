-- Screened of those who were to be, with those left out beside it. Counts alone.
-- into: rows
select k.campus_code, k.number, k.scale, k.from_on, k.until_on, k.grades, k.on_roll::int as on_roll,
       k.refused::int as refused, k.withdrawn::int as withdrawn,
       k.outside_ages::int as outside_ages, e.expected::int as expected,
       k.screened::int as screened, percent(k.screened, e.expected) as coverage
from campaign_counts(coalesce(:as_of::date, :today)) as k
cross join lateral (
    select k.on_roll - k.refused - k.withdrawn - k.outside_ages as expected) as e
where :number::int is null or k.number = :number::int;
