-- Ends the session that makes the call; identify() left its hash.
update session set ended_at = :now::timestamptz
where token_sha256 = decode(current_setting('jiedui.session', true), 'hex');
