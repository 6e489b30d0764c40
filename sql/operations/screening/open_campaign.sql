-- Opens a campaign; numbers count up in the campus.
-- expect: one
insert into screening_campaign (campus_id, number, scale, grades, from_on, until_on, opened_at,
                                opened_by)
select :campus, coalesce((select max(k.number) from screening_campaign as k
                          where k.campus_id = :campus), 0) + 1,
       :scale::text, :grades::int[], :from::date, :until::date, :now::timestamptz, :caller
returning number;
