-- Takes a contest from a year's list.
-- expect: one
delete from listed_contest as l
where l.school_year = :school_year::text and l.name = :name::text
returning l.name;
