-- Two runs side by side: the counts of each, and the requests that they treat differently.
-- expect: one
select a.id as run_id, b.id as other_run_id, d.same, d.different
from match_run as a
join match_run as b on b.campus_id = :campus
                   and b.id = case when :other::text is null and refuse('run_other_given') then null
                                   else match_run_id(:other) end
cross join lateral (
    select (count(*) filter (where p.staff_id is not distinct from q.staff_id
                               and num_nulls(p.need_id, q.need_id) = 0))::int as same,
           (count(*) filter (where p.staff_id is distinct from q.staff_id
                                or num_nulls(p.need_id, q.need_id) > 0))::int as different
    from (select * from match_pair as m where m.campus_id = :campus and m.run_id = a.id) as p
    full join (select * from match_pair as m where m.campus_id = :campus and m.run_id = b.id) as q
        on q.need_id = p.need_id
) as d
where a.campus_id = :campus and a.id = match_run_id(:run::text);
-- into: runs
select r.id as run_id, r.number, r.run_on, r.cap, r.state, r.requests, r.locked, r.chosen, r.moved,
       r.coordinated, r.waiting, r.total_fit, r.blocking_pairs, iso(r.created_at) as created_at,
       iso(r.published_at) as published_at
from unnest(array[match_run_id(:run::text), match_run_id(:other::text)])
    with ordinality as w (id, place)
join match_run as r on r.campus_id = :campus and r.id = w.id
order by w.place;
-- into: rows
select s.student_no || '/' || s."group" as row_key, s.student_no, s.name, s."group", t.staff_no,
       s.step, s.fit, s.reason, u.staff_no as other_staff_no, s.other_step, s.other_fit,
       s.other_reason
from (
    select st.student_no, st.name, coalesce(p."group", q."group") as "group",
           p.staff_id, p.step, p.fit,
           case when p.need_id is null then 'NOT_IN_RUN'
                when p.staff_id is null then waiting_word(p.reason) end as reason,
           q.staff_id as other_staff_id, q.step as other_step, q.fit as other_fit,
           case when q.need_id is null then 'NOT_IN_RUN'
                when q.staff_id is null then waiting_word(q.reason) end as other_reason
    from (select * from match_pair as m
          where m.campus_id = :campus and m.run_id = match_run_id(:run::text)) as p
    full join (select * from match_pair as m
               where m.campus_id = :campus and m.run_id = match_run_id(:other::text)) as q
        on q.need_id = p.need_id
    join student as st on st.campus_id = :campus
                      and st.id = coalesce(p.student_id, q.student_id)
    where p.staff_id is distinct from q.staff_id or num_nulls(p.need_id, q.need_id) > 0
) as s
left join staff as t on t.campus_id = :campus and t.id = s.staff_id
left join staff as u on u.campus_id = :campus and u.id = s.other_staff_id
where :after::text is null
   or s.student_no > split_part(upper(:after), '/', 1)
   or (s.student_no = split_part(upper(:after), '/', 1) and :after like '%/%'
       and array_position(enum_range(null::need_group)::text[], s."group"::text)
           > coalesce(array_position(enum_range(null::need_group)::text[],
                                     split_part(:after, '/', 2)), 0))
order by s.student_no, s."group"
limit coalesce(:limit::list_limit, 1000);
