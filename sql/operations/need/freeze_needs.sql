-- Freezes the needs open on a day. The hash is over the lines sorted by their bytes, each ended by
-- LF, so that anybody with the lines can prove the list.
with open_need as (
    select s.student_no, n."group", n.severity::int as severity, coalesce((
               select string_agg(o.source::text, ';' order by o.source::text collate "C")
               from need_source as o
               where o.campus_id = n.campus_id and o.need_id = n.id), '') as sources
    from need as n
    join student as s on s.campus_id = n.campus_id and s.id = n.student_id
    where n.campus_id = :campus and n.plan_year = current_plan()
      and n.opened_on <= coalesce(:on::date, :today)
      and (n.closed_on is null or n.closed_on > coalesce(:on::date, :today))
      and s.enrolled_on <= coalesce(:on::date, :today)
      and (s.left_on is null or s.left_on > coalesce(:on::date, :today))
), made as (
    insert into need_list (campus_id, id, plan_year, number, frozen_on, frozen_at, frozen_by, needs,
                           sha256)
    select :campus, :new_id::uuid, current_plan(),
           (select coalesce(max(l.number), 0) + 1 from need_list as l where l.campus_id = :campus),
           coalesce(:on::date, :today), :now::timestamptz, :caller, count(*)::int,
           sha256(convert_to(coalesce(string_agg(
               student_no || ',' || "group" || ',' || severity || ',' || sources || E'\n', ''
               order by student_no collate "C", "group"::text collate "C"), ''), 'UTF8'))
    from open_need
    returning number, frozen_on, needs, sha256
), kept as (
    insert into need_list_row (campus_id, need_list_id, student_no, "group", severity, sources)
    select :campus, :new_id::uuid, student_no, "group", severity, sources from open_need
)
select number, frozen_on, needs, encode(sha256, 'hex') as sha256 from made;
