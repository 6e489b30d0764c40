-- oldest-daemon: 0.2.0
-- Chinese sentences have Chinese punctuation: what was stored with another is set right. Agreements
-- that were drafted or signed stay as they are: a document is not changed behind those it binds.

set local role jiedui_owner;

create function with_chinese_punctuation(sentence text) returns text
language sql immutable strict
return regexp_replace(regexp_replace(regexp_replace(
           sentence, '(?<=[一-龥]),(?=[一-龥])', '，', 'g'),
           '(?<=[一-龥]):(?=[一-龥])', '：', 'g'),
           '(?<=[一-龥]);(?=[一-龥])', '；', 'g');

update agreement_template
set goals = with_chinese_punctuation(goals), measures = with_chinese_punctuation(measures),
    schedule = with_chinese_punctuation(schedule), duties = with_chinese_punctuation(duties);

drop function with_chinese_punctuation(text);

update escalation_default set who = '医院或公安（按强制报告）'
where who = '医院或公安(按强制报告)';

-- A campus's counts of a day, as a sentence without anybody in it.
create or replace function digest_of(on_day date) returns text language sql stable as $$
    with period as materialized (
        select p.duty, p.last_on > on_day as running,
               case when p.duty = 'tutoring' then p.needed - p.held else 1 end as lacking
        from duty_periods(on_day, null) as p
        where p.held < p.needed
    ), part as (
        select k.place, k.word,
               coalesce(sum(p.lacking) filter (where p.running), 0) as due,
               coalesce(sum(p.lacking) filter (where not p.running), 0) as overdue
        from (values (1, 'meeting', '面谈'), (2, 'home_feedback', '家校反馈'),
                     (3, 'tutoring', '辅导')) as k (place, duty, word)
        left join period as p on p.duty::text = k.duty
        group by k.place, k.word
    )
    select '师生结对 ' || on_day || ' 待办：'
        || string_agg(word || ' ' || due, '、' order by place) || '；逾期：'
        || string_agg(word || ' ' || overdue, '、' order by place) || '。'
    from part
$$;

reset role;
