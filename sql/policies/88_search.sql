-- Search: rights beyond those of 20_grants. Readings are the same for everybody; what is found is
-- the caller's campus's, by row security.

grant select on character_reading, surname_reading to app;
grant execute on function pinyin_of(text), pinyin_key(text), pinyin_initials(text), is_pinyin(text),
    class_key(text), grade_word(int), student_meant(text), is_like(text, text, text, text),
    knows_staff(bigint), staff_meant(text) to app;
-- Whoever writes a student keeps the indexes of pinyin, too.
grant execute on function pinyin_key(text), pinyin_initials(text) to transfer_desk;
