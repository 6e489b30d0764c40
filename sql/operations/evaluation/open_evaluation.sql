-- Opens a round.
-- expect: one
insert into evaluation_round (campus_id, cutoff_on, name, opened_at, opened_by)
values (:campus, :on::date, :name::short_text, :now::timestamptz, :caller)
returning cutoff_on;

select count(*)::int as due
from pairing as p
where p.campus_id = :campus and p.started_on <= :on::date
  and (p.ended_on is null or p.ended_on > :on::date);
