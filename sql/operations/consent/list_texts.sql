-- The texts of consent.
-- into: rows
select t.purpose, t.version, t.text
from consent_text as t
where (:purpose::consent_purpose is null or t.purpose = :purpose::consent_purpose)
  and (:latest::boolean is not true or t.version = (
      select max(o.version) from consent_text as o where o.purpose = t.purpose))
order by t.purpose, t.version;
