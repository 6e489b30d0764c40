-- The rules of accounts, roles and classes that SQL refuses by name.

insert into rule (name, code, sentence) values
    ('lead_and_psychology', 'CONFLICT',
     'Nobody is campus lead and psychology teacher at once: choose another person, or withdraw the '
     'other role first.'),
    ('account_of_another', 'CONFLICT',
     'The account is tied to another person: make one for this person.'),
    ('account_own_role', 'CONFLICT',
     'An account takes no role from itself: ask another lead or the district.'),
    ('account_reset_by_district', 'PERMISSION_DENIED',
     'The password of a campus lead or a psychology teacher is set anew by the district: ask an '
     'administrator there.'),
    ('account_differs', 'CONFLICT',
     'The account exists with another role or person: give it the role with `jiedui account '
     'grant`, or choose another name.'),
    ('account_name_differs', 'CONFLICT',
     'The person stored with this number has another name: correct the number or the name.'),
    ('account_password_unfit', 'INVALID',
     'The row has no fit password: `jiedui import accounts` makes one of its own.')
on conflict on constraint rule_pkey do update
set code = excluded.code, sentence = excluded.sentence
where (rule.code, rule.sentence) is distinct from (excluded.code, excluded.sentence);
