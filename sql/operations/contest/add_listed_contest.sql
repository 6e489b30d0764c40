-- Puts a contest on a year's list; put there again, its organiser is brought up to date.
-- expect: one
insert into listed_contest as l (school_year, name, organiser)
values (:school_year::text, btrim(:name::short_text), :organiser::short_text)
on conflict on constraint listed_contest_pkey do update
set organiser = coalesce(excluded.organiser, l.organiser)
returning l.name;
