-- The plan of 2026 with every number's default. What is there already is left as it is.

insert into plan_number_kind (name, label, unit, meaning, lowest, highest, source, is_whole) values
    ('cap', '每位导师学生上限', 'students',
     'Most students of one mentor at a time', 0, 99, 'S32', true),
    ('choices_max', '志愿数上限', 'mentors',
     'Most mentors a student ranks in a group', 1, 20, 'S48', true),
    ('time_weight', '时间匹配权重', 'points',
     'Weight of common free slots in the fit', 0, 100, 'S50', true),
    ('personality_weight', '性格匹配权重', 'points',
     'Weight of personality in the fit', 0, 100, 'S49', true),
    ('background_check_months', '背景核查有效月数', 'months',
     'How long an external mentor''s background check lasts', 1, 120, 'S30', true),
    ('weak_base_percent', '学业基础薄弱比例', 'percent',
     'Students with a weak academic base in the survey', 0, 100, 'S6', false),
    ('emotional_trouble_percent', '情绪困扰比例', 'percent',
     'Students with emotional trouble in the survey', 0, 100, 'S7', false),
    ('latent_talent_percent', '潜在特长比例', 'percent',
     'Students with a latent talent in the survey', 0, 100, 'S8', false),
    ('academic_share_percent', '学业帮扶比例', 'percent',
     'Share of students in the academic group', 0, 100, 'S9', false),
    ('psychological_share_percent', '心理支持比例', 'percent',
     'Share of students in the psychological group', 0, 100, 'S10', false),
    ('talent_share_percent', '特长发展比例', 'percent',
     'Share of students in the talent group', 0, 100, 'S11', false),
    ('pass_target_percent', '及格率目标', 'percent',
     'Pass rate to reach in final examinations', 0, 100, 'S13', false),
    ('pass_percent', '及格线', 'percent',
     'Share of the full mark that passes', 0, 100, 'S13', false),
    ('learning_target_percent', '学习动力达标率目标', 'percent',
     'Share to exceed in motivation and method', 0, 100, 'S14', false),
    ('trait_baseline_percent', '优良率基线', 'percent',
     'Good-or-better in each psychological trait before', 0, 100, 'S15', false),
    ('trait_target_percent', '优良率目标', 'percent',
     'Good-or-better to reach in each psychological trait', 0, 100, 'S15', false),
    ('warning_change_percent', '预警事件变化目标', 'percent',
     'Change of the rate of warning events on last year', -100, 100, 'S16', false),
    ('contest_target_percent', '竞赛参与率目标', 'percent',
     'Talent students with a contest at district level or above', 0, 100, 'S17', false),
    ('award_gain_points', '获奖率提高目标', 'percentage points',
     'Gain of the award rate on last year', 0, 100, 'S18', false),
    ('satisfaction_target', '满意度目标', 'points',
     'Mean of each satisfaction indicator', 0, 100, 'S19', false),
    ('evaluations_per_term', '每学期评估次数', 'times',
     'Effect evaluations in a term', 0, 20, 'S26', true),
    ('meetings_per_week', '每周面谈次数', 'times',
     'Face-to-face meetings in a week', 0, 7, 'S61', true),
    ('feedback_per_month', '每月家校反馈次数', 'times',
     'Home-school feedback in a month', 0, 31, 'S62', true),
    ('tutoring_per_week', '每周课后辅导次数', 'times',
     'Tutoring sessions in a week of the remedy stage', 0, 14, 'S69', true),
    ('home_visits_per_term', '每学期家访次数', 'times',
     'Home visits in a term', 0, 20, 'R29', true),
    ('graded_exercises', '分层练习题数', 'exercises',
     'Graded exercises of a tutoring session', 0, 50, 'S71', true),
    ('record_weight', '过程记录权重', 'points',
     'Weight of records in a mentor''s score', 0, 100, 'R46', true),
    ('student_weight', '学生评价权重', 'points',
     'Weight of student feedback in a mentor''s score', 0, 100, 'R46', true),
    ('class_teacher_weight', '班主任家长评价权重', 'points',
     'Weight of class teacher and guardians in a mentor''s score', 0, 100, 'R46', true),
    ('case_study_weight', '案例权重', 'points',
     'Weight of the case study in a mentor''s score', 0, 100, 'R46', true),
    ('honour_percent', '表彰比例', 'percent',
     'Mentors honoured at the end of the year', 0, 100, 'S34', false),
    ('first_report_minutes', '首报时限', 'minutes',
     'First report of a warning event', 1, 1440, 'R11', true),
    ('red_action_hours', '红色预警处置时限', 'hours',
     'Action on a red warning', 1, 168, 'R13', true),
    ('suppression_below', '隐去人数下限', 'students',
     'Smaller counts of a part of a campus are not shown outside it', 0, 20, 'R51', true)
on conflict on constraint plan_number_kind_pkey do update
set label = excluded.label, unit = excluded.unit, meaning = excluded.meaning,
    lowest = excluded.lowest, highest = excluded.highest, source = excluded.source,
    is_whole = excluded.is_whole;

insert into plan (year, title, first_on, last_on, cutoff_on, is_current)
select 2026, '2026年师生结对帮扶工作计划', '2026-01-01', '2026-12-31', '2027-01-31',
       not exists (select from plan where is_current)
on conflict on constraint plan_pkey do nothing;

insert into plan_version (year, version, valid_from, note)
values (2026, 1, '2026-01-01', 'Defaults')
on conflict on constraint plan_version_pkey do nothing;

insert into plan_number (year, version, name, value)
select 2026, 1, name, value
from (values
    ('cap', 5), ('choices_max', 5), ('time_weight', 50), ('personality_weight', 50),
    ('background_check_months', 12), ('weak_base_percent', 18), ('emotional_trouble_percent', 12),
    ('latent_talent_percent', 25), ('academic_share_percent', 15),
    ('psychological_share_percent', 10), ('talent_share_percent', 20),
    ('pass_target_percent', 95), ('pass_percent', 60), ('learning_target_percent', 80),
    ('trait_baseline_percent', 55), ('trait_target_percent', 75), ('warning_change_percent', -30),
    ('contest_target_percent', 100), ('award_gain_points', 20), ('satisfaction_target', 90),
    ('evaluations_per_term', 2), ('meetings_per_week', 1), ('feedback_per_month', 1),
    ('tutoring_per_week', 2), ('home_visits_per_term', 1), ('graded_exercises', 5),
    ('record_weight', 60), ('student_weight', 20), ('class_teacher_weight', 10),
    ('case_study_weight', 10), ('honour_percent', 10), ('first_report_minutes', 10),
    ('red_action_hours', 24), ('suppression_below', 5)
) as d (name, value)
on conflict on constraint plan_number_pkey do nothing;
