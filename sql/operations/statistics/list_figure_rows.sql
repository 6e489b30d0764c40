-- Lists the students behind a figure, of those that the caller reaches: whether they are counted at
-- all (who was absent from an examination is not), and whether as one who meets it. S15, S16,
-- warning events and screening are counts alone, for everybody: what they are made of is nobody's
-- to look through. Of psychological needs, only the lead and the student's own mentor hear; marks
-- of all subjects are not a subject teacher's, and what was answered in an evaluation is nobody's
-- but the lead's and that pairing's mentor's.
-- expect: one
select f.name as figure, coalesce(:as_of::date, :today) as as_of, f.formula
from (select) as one
left join figure as f on f.name = :figure::text
where case when f.name is null then refuse('figure_known')
           when f.name not in ('in_need', 'covered', 'coverage', 'needs', 'waiting',
                               'group_coverage', 'pairings', 'agreements', 'evaluation', 'meeting',
                               'home_feedback', 'tutoring', 'tutoring_full_weeks', 'S13', 'S14',
                               'S17', 'S18', 'S19.guidance', 'S19.growth')
           then refuse('figure_counts_only')
           else true end;

-- into: rows
select s.student_no, s.name as student_name, s.grade, s.class_name, c."group", c.part,
       c.is_counted as counted, c.is_met as met, c.detail
from figure_cases(coalesce(:as_of::date, :today), :figure::text,
                  case when :caller_role <> 'campus_lead' then coalesce(:caller_staff, 0) end) as c
join student as s on s.campus_id = :campus and s.id = c.student_id
where reaches(s.id)
  and (:figure::text <> 'S13' or hears_marks(s.id, c.part))
  and (:part::text is null or coalesce(c.part, c."group"::text, s.grade::text) = :part
       or s.grade::text = :part)
order by c.is_counted desc, c.is_met, s.student_no, c."group", c.part, c.detail
limit coalesce(:limit::list_limit, 1000);
