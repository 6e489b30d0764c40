-- Submits the draft as it was last seen; from now on nobody changes it.
select from report as r
where r.campus_id = :campus and r.month = report_month_of(:month::text)
for no key update;

-- expect: one
with asked as (
    select report_month_of(:month::text) as month
), latest as (
    select r.* from report as r, asked as a
    where r.campus_id = :campus and r.month = a.month
    order by r.version desc limit 1
), checked as (
    select l.version, a.month
    from asked as a
    left join latest as l on true
    where case
        when l.version is null then refuse('report_drafted')
        when l.sha256 is not null then refuse('report_is_open')
        when :of_revision::int <> l.revision then refuse('report_changed')
        when :today < report_last_day(a.month) then refuse('report_month_over')
        when l.as_of < report_last_day(a.month) then refuse('report_drafted_early')
        else true end
)
update report as r
set submitted_at = :now::timestamptz, submitted_by = :caller,
    sha256 = sha256(report_encoding(r.campus_id, r.month, r.version, :now, :caller))
from checked as c
where r.campus_id = :campus and r.month = c.month and r.version = c.version
returning to_char(r.month, 'YYYY-MM') as month, r.version, r.plan_version, r.submitted_at,
          encode(r.sha256, 'hex') as sha256;
