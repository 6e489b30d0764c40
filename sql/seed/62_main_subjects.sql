-- The main subjects of the plan of 2026 (S63).

insert into main_subject (plan_year, subject)
values (2026, '语文'), (2026, '数学'), (2026, '英语')
on conflict on constraint main_subject_pkey do nothing;
