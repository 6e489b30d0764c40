-- Lists the plan's months and what came of each: of the caller's campus, for the district of all.
-- into: rows
select m.campus_code || ' ' || to_char(m.month, 'YYYY-MM') as row_key, m.campus_code,
       m.campus_name, to_char(m.month, 'YYYY-MM') as month, m.state, m.version, m.submitted_at,
       m.is_late as late, m.plan_version, encode(m.sha256, 'hex') as sha256, m.reopen_reason
from report_months(:campus_code::text,
                   case when :month::text is not null then report_month_of(:month) end, :today) as m
where m.campus_code || ' ' || to_char(m.month, 'YYYY-MM') > coalesce(:after::text, '')
order by m.campus_code, m.month
limit coalesce(least(:limit::int, 10000), 1000);
