-- The yearly report on minors' data (未成年人网络保护条例 37): counts of one campus, or of all.
-- expect: one
select y.year as year, coalesce(sum(c.given), 0)::int as consents_given,
       coalesce(sum(c.refused), 0)::int as consents_refused,
       coalesce(sum(c.withdrawn), 0)::int as consents_withdrawn,
       min(m.accesses)::int as accesses, min(m.exports)::int as exports,
       min(m.erasures)::int as erasures
from (select coalesce(:year::int, extract(year from :today)::int) as year) as y
cross join lateral consent_counts(make_date(y.year, 1, 1), make_date(y.year, 12, 31)) as c
cross join lateral minors_calls(make_date(y.year, 1, 1), make_date(y.year, 12, 31)) as m
where case when y.year between 2000 and 2999 then true else refuse('year_in_range') end
group by y.year;
