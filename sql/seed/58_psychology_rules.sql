-- The rules of consent, screening and break-glass that SQL refuses by name, and those the scoring
-- finds; the consent texts; how long each kind is kept.

insert into rule (name, code, sentence) values
    ('consent_missing', 'CONFLICT',
     'There is no consent for this purpose: write the signed paper down with consent grant.'),
    ('consent_refused', 'CONFLICT',
     'Consent was refused: nothing may be stored or read for this purpose.'),
    ('consent_withdrawn', 'CONFLICT',
     'Consent was withdrawn: nothing may be stored or read for this purpose any more.'),
    ('consent_later', 'CONFLICT',
     'The consent is dated after this day: only what follows it may be stored.'),
    ('consent_of_guardian_missing', 'CONFLICT',
     'The student is under 14 or has no date of birth: the guardian''s consent is needed.'),
    ('consent_own_missing', 'CONFLICT',
     'From 14 on the student''s own consent is needed: write it down with consent grant.'),
    ('guardian_not_informed', 'CONFLICT',
     'From 14 to 17 the guardian must have been told by this day: write the day down with consent '
     'grant --guardian-informed.'),
    ('consent_not_in_future', 'INVALID',
     'The day lies in the future: give the day on the paper.'),
    ('consent_none_stands', 'NOT_FOUND',
     'There is no consent of this student for this purpose to withdraw.'),
    ('scale_unknown', 'NOT_FOUND',
     'There is no such scale: scale list shows them.'),
    ('taken_on_given', 'INVALID',
     'The day of the sheet is missing or no date: write it as 2026-03-05.'),
    ('screening_not_in_future', 'INVALID',
     'The sheet lies in the future: give the day on which it was filled in.'),
    ('screening_age', 'CONFLICT',
     'The student''s age on the day is outside the scale''s: use another scale, or enter the sheet '
     'by hand with --override-age and the reason.'),
    ('sheet_incomplete', 'INVALID',
     'The sheet is incomplete: every item needs an answer.'),
    ('sheet_out_of_range', 'INVALID',
     'An answer is out of the scale''s range, or beyond its last item: compare the sheet.'),
    ('break_glass_code_given', 'INVALID',
     'The reason''s code is missing: give it with --code.'),
    ('break_glass_second_person', 'PERMISSION_DENIED',
     'A second person has to agree: ask another lead or a psychology teacher of the campus.'),
    ('break_glass_approved', 'CONFLICT',
     'The request was agreed to already: breakglass list tells until when it is open.'),
    ('break_glass_stale', 'CONFLICT',
     'The request is more than a day old: make a new one.'),
    ('year_in_range', 'INVALID',
     'The year is out of range: give a calendar year such as 2026.')
on conflict on constraint rule_pkey do update
set code = excluded.code, sentence = excluded.sentence
where (rule.code, rule.sentence) is distinct from (excluded.code, excluded.sentence);

insert into consent_text (purpose, version, text) values
    ('screening', 1,
     '本人（监护人）已知悉：学校将组织心理健康测评，测评结果仅用于了解需要、提供支持，'
     '筛查结果非诊断。答卷及结果加密保存，仅本校心理教师凭理由查阅。参加自愿，可随时撤回同意，'
     '撤回后立即停止处理，不影响在校学习与评价。'),
    ('counselling', 1,
     '本人（监护人）已知悉：学校将提供心理辅导，辅导记录加密保存，仅本校心理教师凭理由查阅。'
     '遇危及生命安全或受侵害等情形，学校依法报告并告知监护人。参加自愿，可随时撤回同意。'),
    ('transfer', 1,
     '本人（监护人）同意：转学时将心理档案移交接收学校的心理教师。未经同意不移交。'
     '可在移交前随时撤回同意。')
on conflict on constraint consent_text_pkey do nothing;

insert into retention (kind, label, months) values
    ('screening', '测评答卷与结果', 36),
    ('safety_review', '安全关注记录', 36),
    ('consent', '同意书台账', 60),
    ('support', '支持建议', 36),
    ('break_glass', '紧急查阅记录', 60)
on conflict on constraint retention_pkey do nothing;
