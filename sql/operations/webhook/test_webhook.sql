-- Puts one line into the queue.
-- expect: one
insert into notice (campus_id, id, webhook_id, content, due_at)
select :campus, :new_id::uuid, h.id, '师生结对：测试消息，收到即表示通知可以送达。', awake_at(:now::timestamptz)
from webhook as h
where h.campus_id = :campus and h.id = :id::uuid and h.removed_at is null
returning due_at;
