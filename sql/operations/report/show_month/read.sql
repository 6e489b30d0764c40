-- Reads one report of the caller's campus, or one that was submitted to the district.
-- expect: one
select c.code as campus_code, c.name as campus_name, to_char(r.month, 'YYYY-MM') as month,
       r.version, r.revision,
       case when r.sha256 is null then 'draft' else 'submitted' end::report_state as state,
       r.plan_year, r.plan_version, r.as_of, r.done, r.problems, r.next_steps, r.drafted_at,
       r.submitted_at, encode(r.sha256, 'hex') as sha256, r.reopened_at, r.reopen_reason,
       :campus = 0 as suppressed
from reports_seen(:campus_code::text, report_month_of(:month::text)) as r
join campus as c on c.id = r.campus_id
where (:of_version::int is null or r.version = :of_version)
  and case when :campus = 0 and :campus_code is null then refuse('report_campus_given')
           else true end
order by r.version desc
limit 1;

-- into: figures
with found as (
    select r.campus_id, r.month, r.version
    from reports_seen(:campus_code::text, report_month_of(:month::text)) as r
    where :of_version::int is null or r.version = :of_version
    order by r.version desc limit 1
)
select campus_code_of(f.campus_id) as campus_code, f.figure, nullif(f.by, '')::figure_by as by,
       nullif(f.part, '') as part, f.numerator::bigint as numerator,
       f.denominator::bigint as denominator, null::stage as stage, null::date as on
from found as r
cross join lateral report_figures_seen(r.campus_id, r.month, r.version) as f
join figure as k on k.name = f.figure
order by k.place, f.by, case when f.by in ('grade', 'level') then lpad(f.part, 8) else f.part end;

-- into: amounts
with found as (
    select r.campus_id, r.month, r.version
    from reports_seen(:campus_code::text, report_month_of(:month::text)) as r
    where :of_version::int is null or r.version = :of_version
    order by r.version desc limit 1
)
select m.amount, nullif(m.part, '') as part, m.counted, m.required
from found as r
cross join lateral report_amounts_seen(r.campus_id, r.month, r.version) as m
order by m.amount, m.part;
