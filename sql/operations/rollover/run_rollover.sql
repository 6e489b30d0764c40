-- Rolls the campus over, once for a school year. Students are locked first, so that an import that
-- runs beside it is before or after, and nobody is promoted twice or forgotten.
insert into rollover (campus_id, school_year, rolled_on, rolled_at, rolled_by)
select :campus, extract(year from :on::date) || '-' || extract(year from :on::date) + 1, :on::date,
       :now::timestamptz, :caller
where case when to_char(:on::date, 'MM-DD') <> '09-01' then refuse('rollover_on_first_september')
           when :today < :on::date - 31 then refuse('rollover_not_early')
           else true end
returning school_year;

select from student as s
where s.campus_id = :campus and s.enrolled_on < :on::date
  and (s.left_on is null or s.left_on > :on::date)
order by s.id
for no key update;

-- into: rows
with taught as (
    select array_agg(distinct s.grade::int) as grades
    from student as s
    where s.campus_id = :campus and s.enrolled_on < :on::date
      and (s.left_on is null or s.left_on > :on::date)
), change as (
    select s.id, s.student_no, s.name, s.class_name, s.grade::int as grade,
           grade_after(s.grade::int, c.stage, t.grades) as next_grade
    from student as s
    join campus as c on c.id = s.campus_id
    cross join taught as t
    where s.campus_id = :campus and s.enrolled_on < :on::date
      and (s.left_on is null or s.left_on > :on::date)
), changed as (
    update student as s
    set grade = coalesce(h.next_grade, s.grade::int),
        left_on = case when h.next_grade is null then :on::date else s.left_on end
    from change as h
    where s.campus_id = :campus and s.id = h.id
    returning s.id
)
select h.student_no, h.name, h.class_name, h.grade, h.next_grade,
       case when h.next_grade is null then (
           select count(*)::int from pairing as p
           where p.campus_id = :campus and p.student_id = h.id and p.ended_on is null)
           else 0 end as ended_pairings
from change as h
where exists (select from changed)
order by h.grade, h.class_name, h.student_no;

select count(*)::int as ended_pairings
from close_pairings(array(
    select p.id from pairing as p
    join student as s on s.campus_id = p.campus_id and s.id = p.student_id
    where p.campus_id = :campus and s.left_on = :on::date and p.ended_on is null
    order by p.id), :on::date, '毕业');

select count(*) filter (where s.left_on is null)::int as promoted,
       count(*) filter (where s.left_on = :on::date)::int as left
from student as s
where s.campus_id = :campus and s.enrolled_on < :on::date
  and (s.left_on is null or s.left_on = :on::date);
