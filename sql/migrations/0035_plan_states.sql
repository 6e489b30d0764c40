-- oldest-daemon: 0.2.0
-- States of a plan's phases and sentences as words of their own, and the digest in full-width
-- punctuation.

set local role jiedui_owner;

create type phase_state as enum ('past', 'running', 'coming');
create type sentence_state as enum ('in_use', 'configured', 'not_yet');

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
