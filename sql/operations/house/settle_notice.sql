-- Keeps what came of a notice.
select settle_notice(:campus_id::int, :id::uuid, :fault::text, :pause_ms::int, :now::timestamptz)
           as attempts;
