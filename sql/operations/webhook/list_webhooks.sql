-- Lists the groups with what became of their notices.
-- into: rows
select h.id, h.kind, substring(h.url from '^https?://([^/?#]+)') as host, h.hour, n.sent, n.waiting,
       n.given_up, n.last_sent_at, n.error
from webhook as h
cross join lateral (
    select count(o.sent_at)::int as sent, count(o.given_up_at)::int as given_up,
           count(*) filter (where o.sent_at is null and o.given_up_at is null)::int as waiting,
           max(o.sent_at) as last_sent_at,
           (array_agg(o.error order by o.due_at desc) filter (where o.error is not null))[1]
               as error
    from notice as o where o.campus_id = :campus and o.webhook_id = h.id) as n
where h.campus_id = :campus and h.removed_at is null
order by h.added_at;
