-- Shows one sheet: a mentor's own, or any to the lead; without a rank, which is nobody's to
-- publish.
-- expect: one
select t.staff_no, t.name as mentor_name, round(a.numerator / a.denominator, 2)::text as total,
       coalesce(a.excluded, false) as excluded
from mentor as m
join staff as t on t.campus_id = m.campus_id and t.id = m.staff_id
left join appraisals(coalesce(:as_of::date, :today)) as a on a.staff_id = m.staff_id
where m.campus_id = :campus
  and case when :mentor::text is null then m.staff_id = :caller_staff
           else t.staff_no = :mentor::text end
  and (:caller_role = 'campus_lead' or m.staff_id = :caller_staff);

-- into: rows
select p.part, trim_scale(p.numerator)::text as numerator,
       trim_scale(p.denominator)::text as denominator,
       round(p.numerator / p.denominator, 2)::text as points,
       trim_scale(plan_value(case p.part when 'records' then 'record_weight'
                                         when 'students' then 'student_weight'
                                         when 'class_teacher' then 'class_teacher_weight'
                                         else 'case_study_weight' end,
                             coalesce(:as_of::date, :today)))::text as weight,
       p.by_hand,
       (select k.reason from appraisal_mark as k
        where k.campus_id = :campus and k.plan_year = current_plan()
          and k.staff_id = p.staff_id and k.part = p.part) as reason
from appraisal_parts(coalesce(:as_of::date, :today)) as p
join staff as t on t.campus_id = :campus and t.id = p.staff_id
where case when :mentor::text is null then p.staff_id = :caller_staff
           else t.staff_no = :mentor::text end
  and (:caller_role = 'campus_lead' or p.staff_id = :caller_staff)
order by p.part;
