-- How long the honours of a year may be appealed against (R50).

insert into plan_number_kind (name, label, unit, meaning, lowest, highest, source, is_whole) values
    ('appeal_days', '申诉期', 'days', 'Days to appeal after honours are published', 0, 60, 'S34',
     true)
on conflict on constraint plan_number_kind_pkey do update
set label = excluded.label, meaning = excluded.meaning, source = excluded.source;

insert into plan_number (year, version, name, value)
select v.year, v.version, 'appeal_days', 5 from plan_version as v
on conflict on constraint plan_number_pkey do nothing;
