-- Takes a word from the campus's list; one of the first list is kept away by a row of its own.
-- expect: one
insert into watch_word as w (campus_id, word, watched)
select :campus, k.word, false
from watched_words() as k where k.word = btrim(:word::text)
on conflict on constraint watch_word_pkey do update set watched = false
returning w.word;
