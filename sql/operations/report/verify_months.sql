-- Computes the hashes of submitted reports anew, from all that is stored of them.
-- into: rows
select campus_code_of(r.campus_id) as campus_code, to_char(r.month, 'YYYY-MM') as month,
       r.version, r.submitted_at, encode(r.sha256, 'hex') as sha256
from reports_seen(:campus_code::text,
                  case when :month::text is not null then report_month_of(:month) end) as r
where r.sha256 is not null
  and case when r.sha256 is distinct from sha256(report_encoding(
                    r.campus_id, r.month, r.version, r.submitted_at, r.submitted_by))
           then refuse('report_unaltered', 'campus', campus_code_of(r.campus_id)::text, 'month',
                       to_char(r.month, 'YYYY-MM'), 'version', r.version::text)
           else true end
order by 1, r.month, r.version;
