-- Lists the contests that count.
-- into: rows
select l.school_year, l.name, l.organiser from listed_contest as l
where :school_year::text is null or l.school_year = :school_year::text
order by l.school_year desc, l.name;
