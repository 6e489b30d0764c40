-- Looks through the texts when it is asked, so that a record costs nothing when it is stored and no
-- mark stays on anybody.
-- into: rows
with recent as (
    select r.id, r.version, r.held_at, r.student_id, r.staff_id,
           concat_ws(' / ', r.topic, r.content, r.measures, r.effect) as text
    from record as r
    where r.campus_id = :campus
      and r.held_at >= coalesce(:since::date, :today - 30)::timestamp
                       at time zone (select d.time_zone from district as d)
      and not exists (select from watch_look as l
                      where l.campus_id = :campus and l.record_id = r.id and l.version = r.version)
)
select n.id as record, n.version, n.held_at, s.student_no, s.name as student_name, t.staff_no,
       m.words, substr(n.text, greatest(1, m.at - 20), 60) as excerpt
from recent as n
cross join lateral (
    select string_agg(w.word, ', ' order by w.word) as words,
           min(strpos(n.text, w.word)) as at
    from watched_words() as w where strpos(n.text, w.word) > 0) as m
join student as s on s.campus_id = :campus and s.id = n.student_id
join staff as t on t.campus_id = :campus and t.id = n.staff_id
where m.words is not null and coalesce(:reason::text, '') is not null
order by n.held_at desc, n.id
limit 10000;
