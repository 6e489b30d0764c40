-- Counts alone: a lead sees the own campus, the district all.
-- into: rows
select c.campus_code, c.purpose, c.given::int as given, c.refused::int as refused,
       c.withdrawn::int as withdrawn
from consent_counts(coalesce(:from::date, '-infinity'), coalesce(:until::date, :today)) as c;
