-- Puts the day's notices into the queue.
select queue_digests(:now::timestamptz) as queued;
