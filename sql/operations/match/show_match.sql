-- A run: its counts, and its requests with the mentor each was given or why it waits.
-- expect: one
select r.id as run_id, r.number, r.run_on, r.cap, r.state, r.requests, r.locked, r.chosen, r.moved,
       r.coordinated, r.waiting, r.total_fit, r.blocking_pairs, iso(r.created_at) as created_at,
       iso(r.published_at) as published_at
from match_run as r
where r.campus_id = :campus and r.id = match_run_id(:run::text);
-- into: rows
select s.student_no || '/' || p."group" as row_key, s.student_no, s.name, p."group", t.staff_no,
       t.name as mentor_name, p.step, p.choice_rank, p.fit,
       case when p.staff_id is null then waiting_word(p.reason) end as reason, p.edit_reason
from match_pair as p
join student as s on s.campus_id = :campus and s.id = p.student_id
left join staff as t on t.campus_id = :campus and t.id = p.staff_id
where p.campus_id = :campus and p.run_id = match_run_id(:run::text)
  and (:group::need_group is null or p."group" = :group)
  and (:after::text is null
       or s.student_no > split_part(upper(:after), '/', 1)
       or (s.student_no = split_part(upper(:after), '/', 1) and :after like '%/%'
           and array_position(enum_range(null::need_group)::text[], p."group"::text)
               > coalesce(array_position(enum_range(null::need_group)::text[],
                                         split_part(:after, '/', 2)), 0)))
order by s.student_no, p."group"
limit coalesce(:limit::list_limit, 1000);
