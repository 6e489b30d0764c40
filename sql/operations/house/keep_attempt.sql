-- Notes a call that was refused or failed; unset if nobody knows whose it was.
select audit_attempt(:new_id::uuid, :now::timestamptz, :token_sha256::bytea, :account::text,
                     :in_campus::text, (:allowed::text)::text[], :device::uuid, :method::text,
                     (:student_nos::text)::text[], :subject::text, :why::text, :outcome::text,
                     :request_id::uuid, :psychological::boolean) as kept;
