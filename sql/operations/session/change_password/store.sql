-- Sets the caller's own password; the account's other sessions end.
update account as a set password_hash = :password_hash::text, must_change = false
from session as s
where s.token_sha256 = decode(current_setting('jiedui.session', true), 'hex')
  and a.campus_id = s.campus_id and a.id = s.account_id;

with ended as (
    update session as o set ended_at = :now::timestamptz
    from session as s
    where s.token_sha256 = decode(current_setting('jiedui.session', true), 'hex')
      and o.campus_id = s.campus_id and o.account_id = s.account_id and o.ended_at is null
      and o.token_sha256 <> s.token_sha256
    returning 1
)
select count(*)::int as ended_sessions from ended;
