-- Begins the next version with what the last one said; the last one stays as it was submitted.
select from report as r
where r.campus_id = :campus and r.month = report_month_of(:month::text)
for no key update;

-- expect: one
insert into report (campus_id, month, version, revision, plan_year, plan_version, as_of, done,
    problems, next_steps, drafted_at, drafted_by, reopened_at, reopened_by, reopen_reason)
select r.campus_id, r.month, r.version + 1, 1, r.plan_year, r.plan_version, r.as_of, r.done,
       r.problems, r.next_steps, :now::timestamptz, :caller, :now, :caller, :reason::short_text
from (select report_month_of(:month::text) as month) as a
left join lateral (
    select x.* from report as x
    where x.campus_id = :campus and x.month = a.month
    order by x.version desc limit 1) as r on true
where case
    when r.version is null then refuse('report_drafted')
    when r.sha256 is null then refuse('report_is_submitted')
    when :reason ~ '^\s*$' then refuse('report_reason_given')
    when student_named_in(:reason) is not null
        then refuse('report_names_nobody', 'student', student_named_in(:reason))
    else true end
returning to_char(month, 'YYYY-MM') as month, version, revision;

insert into report_figure (campus_id, month, version, figure, by, part, numerator, denominator)
select f.campus_id, f.month, r.version, f.figure, f.by, f.part, f.numerator, f.denominator
from report as r
join report_figure as f on f.campus_id = r.campus_id and f.month = r.month
    and f.version = r.version - 1
where r.campus_id = :campus and r.month = report_month_of(:month::text) and r.sha256 is null;

insert into report_month (campus_id, month, version, amount, part, counted, required)
select m.campus_id, m.month, r.version, m.amount, m.part, m.counted, m.required
from report as r
join report_month as m on m.campus_id = r.campus_id and m.month = r.month
    and m.version = r.version - 1
where r.campus_id = :campus and r.month = report_month_of(:month::text) and r.sha256 is null;
