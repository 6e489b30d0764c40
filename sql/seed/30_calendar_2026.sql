-- The school calendar of the plan's year. A district that has a calendar keeps its own.

insert into calendar (first_on, last_on, kind, name)
select first_on, last_on, kind, name
from (values
    (date '2026-02-23', date '2026-07-03', calendar_kind 'term', '2025-2026 second term'),
    ('2026-09-01', '2027-01-22', 'term', '2026-2027 first term'),
    ('2026-04-04', '2026-04-06', 'holiday', '清明节'),
    ('2026-05-01', '2026-05-05', 'holiday', '劳动节'),
    ('2026-06-19', '2026-06-21', 'holiday', '端午节'),
    ('2026-09-25', '2026-09-27', 'holiday', '中秋节'),
    ('2026-10-01', '2026-10-07', 'holiday', '国庆节')
) as d (first_on, last_on, kind, name)
where not exists (select from calendar);
