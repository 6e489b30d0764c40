-- When nobody is to be written to.

insert into plan_number_kind (name, label, unit, meaning, lowest, highest, source, is_whole) values
    ('quiet_from_hour', '免打扰开始', 'hour', 'First hour of the evening without notices', 0, 23,
     'S85', true),
    ('quiet_until_hour', '免打扰结束', 'hour', 'First hour of the morning with notices', 0, 23,
     'S85', true)
on conflict on constraint plan_number_kind_pkey do update
set label = excluded.label, meaning = excluded.meaning, source = excluded.source;

insert into plan_number (year, version, name, value)
select v.year, v.version, d.name, d.value
from plan_version as v
cross join (values ('quiet_from_hour', 21), ('quiet_until_hour', 7)) as d (name, value)
on conflict on constraint plan_number_pkey do nothing;
