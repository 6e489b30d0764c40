-- What the agreements of 2026 begin with (S57–S60), and the months of the remedy stage (S68).

insert into plan_number_kind (name, label, unit, meaning, lowest, highest, source, is_whole) values
    ('remedy_first_month', '补漏阶段首月', 'month',
     'First month with tutoring in the academic group', 1, 12, 'S68', true),
    ('remedy_last_month', '补漏阶段末月', 'month',
     'Last month with tutoring in the academic group', 1, 12, 'S68', true)
on conflict on constraint plan_number_kind_pkey do update
set label = excluded.label, meaning = excluded.meaning, source = excluded.source;

insert into plan_number (year, version, name, value)
select v.year, v.version, d.name, d.value
from plan_version as v
cross join (values ('remedy_first_month', 5), ('remedy_last_month', 10)) as d (name, value)
on conflict on constraint plan_number_pkey do nothing;

insert into agreement_template (plan_year, "group", goals, measures, schedule, duties)
select 2026, g."group"::need_group, g.goals, g.measures, g.schedule, g.duties
from (values
    ('academic', '查清薄弱知识点，本学年主要学科期末测试达到及格，学习方法有明显改进。',
     '三至四月诊断并列出个人学业短板清单；五至十月按基础概念、典型例题、变式训练补漏；十一至十二月按个性化复习计划提质。',
     '每周当面面谈，每周课后辅导，每月一次家校反馈，时间由双方约定。',
     '导师：备好练习，如实记录，按时反馈。学生：预习标记，订正错题，主动提问。'),
    ('psychological', '情绪更稳定，与同学、老师和家人的沟通更顺畅。',
     '倾听与陪伴，约定可做的小目标；需要时请心理教师参与。',
     '每周当面面谈，每月一次家校反馈，时间由双方约定。',
     '导师：倾听，保密，发现风险立即报告，不做诊断。学生：按约见面，有困难及时说出来。'),
    ('talent', '发展一项特长，参加区级及以上竞赛或展示。',
     '制定训练计划，整理作品，联系校内外资源。',
     '每周当面面谈或训练，每月一次家校反馈，时间由双方约定。',
     '导师：指导训练，保障安全。学生：坚持训练，保存作品。'),
    ('general', '在思想、生涯或个人需要上得到具体的帮助。',
     '了解需要，商定可行的步骤，定期回顾。',
     '每周当面面谈，每月一次家校反馈，时间由双方约定。',
     '导师：尊重学生，如实记录。学生：按约见面，说明自己的想法。')
) as g ("group", goals, measures, schedule, duties)
on conflict on constraint agreement_template_pkey do nothing;
