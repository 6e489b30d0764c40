-- oldest-daemon: 0.2.0
-- Notices to the chat groups of schools: a day's counts and dates, never a name, in a queue that
-- outlives what fails (S85).

set local role jiedui_owner;

create type webhook_kind as enum ('wecom', 'dingtalk', 'feishu');

create table webhook (
    campus_id  int not null,
    id         uuid not null,
    kind       webhook_kind not null,
    url        text not null,
    secret     bytea,
    hour       int not null,
    added_at   timestamptz not null,
    added_by   bigint not null,
    removed_at timestamptz,
    constraint webhook_pkey primary key (campus_id, id),
    constraint webhook_campus foreign key (campus_id) references campus (id),
    constraint webhook_url_readable
        check (url ~ '^https?://[^[:space:]]+$' and length(url) <= 500),
    constraint webhook_hour_in_range check (hour between 0 and 23),
    constraint webhook_secret_small check (length(secret) between 1 and 256)
);
comment on constraint webhook_pkey on webhook is
    'This is stored already.';
comment on constraint webhook_campus on webhook is
    'The row names something that is not stored; store that first.';
comment on constraint webhook_url_readable on webhook is
    'The address is not one: it begins with https:// and has no blanks.';
comment on constraint webhook_hour_in_range on webhook is
    'The hour is from 0 to 23.';
comment on constraint webhook_secret_small on webhook is
    'The secret''s file is empty or too large: it holds one line.';

create table notice (
    campus_id   int not null,
    id          uuid not null,
    webhook_id  uuid not null,
    digest_on   date,
    content     text not null,
    due_at      timestamptz not null,
    attempts    int not null default 0,
    taken_until timestamptz,
    sent_at     timestamptz,
    given_up_at timestamptz,
    error       text,
    constraint notice_pkey primary key (campus_id, id),
    constraint notice_webhook foreign key (campus_id, webhook_id)
        references webhook (campus_id, id)
);
comment on constraint notice_pkey on notice is
    'This is stored already.';
comment on constraint notice_webhook on notice is
    'The row names something that is not stored; store that first.';
create unique index notice_once_a_day on notice (campus_id, webhook_id, digest_on);
comment on index notice_once_a_day is
    'The day''s notice is in the queue already.';
create index notice_waiting on notice (due_at) where sent_at is null and given_up_at is null;

-- The same instant, or the end of the quiet hours it falls into.
create function awake_at(at timestamptz) returns timestamptz language sql stable as $$
    with w as (
        select at at time zone d.time_zone as local, d.time_zone,
               coalesce(plan_value('quiet_from_hour', local_date(at)), 21)::int as f,
               coalesce(plan_value('quiet_until_hour', local_date(at)), 7)::int as u
        from district as d
    )
    select case
        when f > u and extract(hour from local) >= f
            then (date_trunc('day', local) + make_interval(days => 1, hours => u))
                 at time zone time_zone
        when f > u and extract(hour from local) < u
          or f < u and extract(hour from local) >= f and extract(hour from local) < u
            then (date_trunc('day', local) + make_interval(hours => u)) at time zone time_zone
        else at end
    from w
$$;

-- A campus's counts of a day, as a sentence without anybody in it.
create function digest_of(on_day date) returns text language sql stable as $$
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
    select '师生结对 ' || on_day || ' 待办:'
        || string_agg(word || ' ' || due, '、' order by place) || ';逾期:'
        || string_agg(word || ' ' || overdue, '、' order by place) || '。'
    from part
$$;

-- Puts a teaching day's notices into the queue, once, from each one's hour on.
create function queue_digests(at timestamptz) returns int language plpgsql volatile
security definer set search_path = public, pg_temp as $$
declare
    w record;
    day date := local_date(at);
    queued int := 0;
begin
    if not exists (select from teaching_days(day, day)) then
        return 0;
    end if;
    perform set_config('jiedui.now', at::text, true);
    for w in
        select h.campus_id, h.id from webhook as h
        where h.removed_at is null
          and h.hour <= extract(hour from at at time zone (select time_zone from district))
          and not exists (select from notice as n
                          where n.campus_id = h.campus_id and n.webhook_id = h.id
                            and n.digest_on = day)
    loop
        perform set_config('jiedui.campus', w.campus_id::text, true);
        insert into notice (campus_id, id, webhook_id, digest_on, content, due_at)
        values (w.campus_id, gen_random_uuid(), w.id, day, digest_of(day), awake_at(at))
        on conflict do nothing;
        queued := queued + 1;
    end loop;
    return queued;
end
$$;

-- Takes what is due, for a minute: who takes it and dies lets the next one have it.
create function take_notices(at timestamptz, most int)
returns table (campus_id int, id uuid, kind webhook_kind, url text, secret bytea, content text)
language sql volatile security definer set search_path = public, pg_temp as $$
    with due as (
        select n.campus_id, n.id from notice as n
        where n.sent_at is null and n.given_up_at is null and n.due_at <= at
          and (n.taken_until is null or n.taken_until <= at)
        order by n.due_at
        limit most
        for update skip locked
    )
    update notice as n set taken_until = at + interval '1 minute', attempts = n.attempts + 1
    from due as d, webhook as h
    where n.campus_id = d.campus_id and n.id = d.id
      and h.campus_id = n.campus_id and h.id = n.webhook_id
    returning n.campus_id, n.id, h.kind, h.url, h.secret, n.content
$$;

-- What came of it: sent, or once more after a pause that doubles, up to an hour; after twelve tries
-- or when its webhook is gone, no more.
create function settle_notice(campus int, notice_id uuid, fault text, pause_ms int, at timestamptz)
returns int language sql volatile security definer set search_path = public, pg_temp as $$
    update notice as n
    set sent_at = case when fault is null then at end, error = left(fault, 200),
        taken_until = null,
        given_up_at = case when fault is not null and (n.attempts >= 12 or h.removed_at is not null)
                           then at end,
        due_at = case when fault is null then n.due_at
                      else awake_at(at + least(interval '1 hour', make_interval(secs =>
                           pause_ms / 1000.0 * power(2, n.attempts - 1)))) end
    from webhook as h
    where n.campus_id = settle_notice.campus and n.id = notice_id
      and h.campus_id = n.campus_id and h.id = n.webhook_id
    returning n.attempts
$$;

reset role;
