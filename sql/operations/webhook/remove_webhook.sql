-- Nothing more is sent there; what was sent stays on record.
-- expect: one
update webhook as h set removed_at = :now::timestamptz
where h.campus_id = :campus and h.id = :id::uuid and h.removed_at is null
returning h.id;
