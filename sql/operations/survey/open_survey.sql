-- Opens a survey; numbers count up in the campus, and opening two at once waits.
select
where pg_advisory_xact_lock(7449, :campus) is not null;

-- expect: one
insert into survey (campus_id, number, name, audience, opened_on, closes_on, opened_at, opened_by)
select :campus,
       coalesce((select max(v.number) from survey as v where v.campus_id = :campus), 0) + 1,
       :name::short_text, :audience::survey_audience, coalesce(:from::date, :today), :until::date,
       :now::timestamptz, :caller
returning number as survey;

with asked as (
    insert into survey_answer (campus_id, number, student_id)
    select distinct :campus,
           (select max(v.number) from survey as v where v.campus_id = :campus), p.student_id
    from pairing as p
    where p.campus_id = :campus and p.started_on <= coalesce(:from::date, :today)
      and (p.ended_on is null or p.ended_on > coalesce(:from::date, :today))
    returning 1
)
select count(*)::int as asked from asked;
