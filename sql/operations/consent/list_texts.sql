-- The texts of consent.
-- into: rows
select t.purpose, t.version, t.text from consent_text as t order by t.purpose, t.version;
