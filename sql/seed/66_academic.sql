-- When a knowledge point is weak and what clear progress is (S66, S76).

insert into plan_number_kind (name, label, unit, meaning, lowest, highest, source, is_whole) values
    ('weak_point_percent', '薄弱知识点界线', 'percent',
     'A knowledge point below this share of the full mark is weak', 0, 100, 'S66', false),
    ('progress_points', '进步明显界线', 'percentage points',
     'Rise in a subject from which a student shares the method', 0, 100, 'S76', false)
on conflict on constraint plan_number_kind_pkey do update
set label = excluded.label, meaning = excluded.meaning, source = excluded.source;

insert into plan_number (year, version, name, value)
select v.year, v.version, d.name, d.value
from plan_version as v
cross join (values ('weak_point_percent', 60), ('progress_points', 10)) as d (name, value)
on conflict on constraint plan_number_pkey do nothing;
