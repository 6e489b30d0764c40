-- Shows rates, and means once nothing can be added to them: a mean before and after one answer
-- would give that answer away. A student sees which surveys ask, and nothing of the answers.
-- into: rows
select v.number as survey, v.name, v.audience, v.opened_on as "from", v.closes_on as until,
       case when :caller_role <> 'student' then t.asked end as asked,
       case when :caller_role <> 'student' then t.answered end as answered,
       case when :caller_role <> 'student' then percent(t.answered, t.asked) end as percent,
       case when :caller_role <> 'student'
              and :today > v.closes_on
              and t.answered >= plan_value('suppression_below', :today)
            then round(t.guidance::numeric / t.answered, 2)::text end as guidance,
       case when :caller_role <> 'student'
              and :today > v.closes_on
              and t.answered >= plan_value('suppression_below', :today)
            then round(t.growth::numeric / t.answered, 2)::text end as growth
from survey as v
cross join lateral (
    select count(*)::int as asked, count(a.answered_at)::int as answered,
           sum(a.guidance) as guidance, sum(a.growth) as growth
    from survey_answer as a where a.campus_id = :campus and a.number = v.number) as t
where v.campus_id = :campus
  and (:caller_role <> 'student' or v.audience = 'student' and exists (
      select from survey_answer as a
      where a.campus_id = :campus and a.number = v.number and a.student_id = :caller_student))
order by v.number desc;
