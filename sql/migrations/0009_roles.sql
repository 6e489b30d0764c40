-- oldest-daemon: 0.2.0
-- The roles of the district's other people. A new value can be used only after this is committed.

set local role jiedui_owner;

alter type role_name add value 'psychology_teacher';
alter type role_name add value 'class_teacher';
alter type role_name add value 'subject_teacher';
alter type role_name add value 'student';
alter type role_name add value 'auditor';
alter type role_name add value 'operator';

reset role;
