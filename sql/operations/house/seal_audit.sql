-- Gives what is committed its place in the audit's log.
select seal_audit(:now::timestamptz) as sealed;
