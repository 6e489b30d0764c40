-- How long after the month's last day its report is in time.

insert into plan_number_kind (name, label, unit, meaning, lowest, highest, source, is_whole) values
    ('report_due_days', '月报期限', 'days', 'Days after the month to submit its report', 0, 60, 'R53',
     true)
on conflict on constraint plan_number_kind_pkey do update
set label = excluded.label, meaning = excluded.meaning, source = excluded.source;

insert into plan_number (year, version, name, value)
select v.year, v.version, 'report_due_days', 5 from plan_version as v
on conflict on constraint plan_number_pkey do nothing;
