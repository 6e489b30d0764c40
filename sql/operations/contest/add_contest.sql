-- Stores a part in a contest, or brings its award up to date. Of the evidence the sum alone is
-- kept: it proves a paper that is shown later.
-- expect: one
insert into contest_entry as c (campus_id, id, student_id, contest, level, held_on, award,
                                reference, team, evidence_sha256, recorded_at, recorded_by)
select :campus, :new_id::uuid, find_student(:student::text), :contest::short_text,
       :level::contest_level, :held_on::date, :award::short_text, :reference::short_text,
       :team::short_text, sha256(:evidence::bytea), :now::timestamptz, :caller
where case when :held_on::date > :today then refuse('day_not_in_future') else true end
on conflict on constraint contest_entry_once do update
set award = coalesce(excluded.award, c.award),
    reference = coalesce(excluded.reference, c.reference),
    team = coalesce(excluded.team, c.team),
    evidence_sha256 = coalesce(excluded.evidence_sha256, c.evidence_sha256)
returning c.id;
