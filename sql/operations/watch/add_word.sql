-- Puts a word on the campus's list, or back on it.
-- expect: one
insert into watch_word as w (campus_id, word, watched)
select :campus, btrim(:word::short_text), true
on conflict on constraint watch_word_pkey do update set watched = true
returning w.word;
