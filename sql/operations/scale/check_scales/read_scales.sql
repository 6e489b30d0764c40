-- Every scale with its factors and worked examples.
-- into: scales
select b.name, b.name as origin, b.items, b.low, b.high, b.shift, b.positive_from,
       b.positives_above,
       b.total_above, b.total_from, array_to_string(b.critical, ' ') as critical,
       array_to_string(b.urgent, ' ') as urgent, b.critical_from,
       array_to_string(b.validity, ' ') as validity, b.void_from
from scale as b
where b.form_of is null
order by b.name;
-- into: factors
select f.scale, f.name, array_to_string(f.items, ' ') as items, f.rule, f.bound
from scale_factor as f
order by f.scale, f.place;
-- into: examples
select e.scale, e.place, e.answers, e.total, e.positive_items, e.positive_mean, e.screen_positive,
       e.is_void, array_to_string(e.critical, ' ') as critical
from scale_example as e
order by e.scale, e.place;
