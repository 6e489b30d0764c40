-- Lists the words.
-- into: rows
select w.word, w.own from watched_words() as w order by w.word;
