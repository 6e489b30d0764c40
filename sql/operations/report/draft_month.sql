-- Drafts the month, or drafts it anew: the figures are counted again, and a text that is not given
-- stays as it was.
select from report as r
where r.campus_id = :campus and r.month = report_month_of(:month::text)
for no key update;

-- expect: one
with asked as (
    select g.month, least(report_last_day(g.month), :today) as as_of, p.first_on, p.last_on
    from (select report_month_of(:month::text) as month) as g
    cross join plan as p
    where p.year = current_plan()
), latest as (
    select r.version, r.revision, r.sha256, r.reopened_at, r.reopened_by, r.reopen_reason
    from report as r, asked as a
    where r.campus_id = :campus and r.month = a.month
    order by r.version desc limit 1
)
insert into report as r (campus_id, month, version, revision, plan_year, plan_version, as_of, done,
    problems, next_steps, drafted_at, drafted_by, reopened_at, reopened_by, reopen_reason)
select :campus, a.month, coalesce(l.version, 1), 1, current_plan(), plan_version_on(a.as_of),
       a.as_of, :done, :problems, :next_steps,
       :now::timestamptz, :caller, l.reopened_at, l.reopened_by, l.reopen_reason
from asked as a
left join latest as l on true
cross join lateral (
    select student_named_in(
        concat_ws(E'\n', :done::text, :problems::text, :next_steps::text)) as name) as t
where case
    when a.month < date_trunc('month', a.first_on) or a.month > a.last_on
        then refuse('report_month_of_plan')
    when a.month > :today then refuse('report_month_begun')
    when l.sha256 is not null then refuse('report_is_open')
    when :of_revision::int <> coalesce(l.revision, 0) then refuse('report_changed')
    when t.name is not null then refuse('report_names_nobody', 'student', t.name)
    else true end
on conflict on constraint report_pkey do update
set revision = r.revision + 1, plan_year = excluded.plan_year,
    plan_version = excluded.plan_version, as_of = excluded.as_of,
    done = coalesce(excluded.done, r.done), problems = coalesce(excluded.problems, r.problems),
    next_steps = coalesce(excluded.next_steps, r.next_steps), drafted_at = excluded.drafted_at,
    drafted_by = excluded.drafted_by
returning to_char(r.month, 'YYYY-MM') as month, r.version, r.revision, r.as_of;

with draft as (
    select r.month, r.version from report as r
    where r.campus_id = :campus and r.month = report_month_of(:month::text) and r.sha256 is null
)
delete from report_figure as f using draft as d
where f.campus_id = :campus and f.month = d.month and f.version = d.version;

with draft as (
    select r.month, r.version from report as r
    where r.campus_id = :campus and r.month = report_month_of(:month::text) and r.sha256 is null
)
delete from report_month as m using draft as d
where m.campus_id = :campus and m.month = d.month and m.version = d.version;

insert into report_figure (campus_id, month, version, figure, by, part, numerator, denominator)
select :campus, r.month, r.version, p.figure, coalesce(p.by::text, ''), coalesce(p.part, ''),
       p.numerator, p.denominator
from report as r
cross join lateral figure_parts(r.as_of, null) as p
where r.campus_id = :campus and r.month = report_month_of(:month::text) and r.sha256 is null
  and p.campus_id = :campus;

insert into report_month (campus_id, month, version, amount, part, counted, required)
select :campus, r.month, r.version, m.amount, m.part, m.counted, m.required
from report as r
cross join lateral month_amounts(r.month) as m
where r.campus_id = :campus and r.month = report_month_of(:month::text) and r.sha256 is null;
