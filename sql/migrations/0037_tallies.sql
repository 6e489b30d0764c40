-- oldest-daemon: 0.2.0
-- Records and the duties they meet, counted beforehand: a write leaves a change beside the record,
-- a chore folds changes into tallies, a read adds both in one snapshot. What a change of an
-- agreement, a grade or the calendar does to the tallies is not told one by one: the campus is
-- marked stale, and counted anew until the chore has done so.

set local role jiedui_owner;

-- What became of records and is not in the tallies yet: one more, or one less.
create table record_delta (
    campus_id  int not null,
    staff_id   bigint not null,
    student_id bigint not null,
    plan_year  int not null,
    "group"    need_group not null,
    kind       record_kind not null,
    channel    record_channel not null,
    held_at    timestamptz not null,
    change     int not null
);

create index record_delta_of_campus on record_delta (campus_id);

-- Campuses whose tallies do not hold, by the transactions that made them so.
create table figure_stale (
    campus_id int not null,
    made_by   xid8 not null
);

create index figure_stale_of_campus on figure_stale (campus_id);

create table record_tally (
    campus_id int not null,
    plan_year int not null,
    held_on   date not null,
    grade     int not null,
    "group"   need_group not null,
    records   bigint not null,
    constraint record_tally_pkey primary key (campus_id, plan_year, held_on, grade, "group")
);

-- Required weeks and months: how many there are, how many records they need, how many of these
-- there are, and how many periods have all of them. They count from their last day on.
create table duty_tally (
    campus_id int not null,
    plan_year int not null,
    duty      duty not null,
    first_on  date not null,
    last_on   date not null,
    grade     int not null,
    "group"   need_group not null,
    periods   bigint not null,
    needed    bigint not null,
    met       bigint not null,
    full_met  bigint not null,
    constraint duty_tally_pkey primary key (campus_id, plan_year, duty, first_on, grade, "group")
);

-- Those among them that were met before their last day: a running period counts from then on.
create table duty_early (
    campus_id int not null,
    plan_year int not null,
    duty      duty not null,
    first_on  date not null,
    last_on   date not null,
    met_on    date not null,
    grade     int not null,
    "group"   need_group not null,
    periods   bigint not null,
    needed    bigint not null,
    constraint duty_early_pkey
        primary key (campus_id, plan_year, duty, first_on, met_on, grade, "group")
);

-- The change beside the fact, in the same transaction, whoever writes the record.
create function tell_record() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        insert into public.record_delta
        values (old.campus_id, old.staff_id, old.student_id, old.plan_year, old."group", old.kind,
                old.channel, old.held_at, -1);
    end if;
    if tg_op <> 'DELETE' then
        insert into public.record_delta
        values (new.campus_id, new.staff_id, new.student_id, new.plan_year, new."group", new.kind,
                new.channel, new.held_at, 1);
    end if;
    return null;
end
$$;

create trigger record_told after insert or delete on record
    for each row execute function tell_record();
create trigger record_change_told after update on record for each row
    when ((old.campus_id, old.staff_id, old.student_id, old.plan_year, old."group", old.kind,
           old.channel, old.held_at) is distinct from
          (new.campus_id, new.staff_id, new.student_id, new.plan_year, new."group", new.kind,
           new.channel, new.held_at))
    execute function tell_record();

-- Marks the row's campus, or all of them where the row has none: the district's own tables.
create function mark_stale() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
    insert into figure_stale (campus_id, made_by)
    select c.id, pg_current_xact_id()
    from campus as c
    where c.id > 0
      and (tg_level = 'STATEMENT'
           or c.id = (case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end
                      ->> 'campus_id')::int)
      and not exists (select from figure_stale as s
                      where s.campus_id = c.id and s.made_by = pg_current_xact_id());
    return null;
end
$$;

create trigger agreement_made_stale after insert or delete on agreement
    for each row execute function mark_stale();
create trigger agreement_change_made_stale after update on agreement for each row
    when ((old.signed_on, old.ended_on, old.version) is distinct from
          (new.signed_on, new.ended_on, new.version))
    execute function mark_stale();
create trigger agreement_version_made_stale after update or delete on agreement_version
    for each row execute function mark_stale();
create trigger pairing_change_made_stale after update on pairing for each row
    when ((old.staff_id, old.student_id, old."group", old.plan_year, old.ended_on) is distinct from
          (new.staff_id, new.student_id, new."group", new.plan_year, new.ended_on))
    execute function mark_stale();
create trigger absence_made_stale after insert or update or delete on absence
    for each row execute function mark_stale();
create trigger student_grade_made_stale after update on student for each row
    when (old.grade is distinct from new.grade) execute function mark_stale();
create trigger calendar_made_stale after insert or update or delete on calendar
    for each statement execute function mark_stale();
create trigger district_made_stale after update on district
    for each statement execute function mark_stale();

comment on constraint record_tally_pkey on record_tally is
    'This is stored already.';
comment on constraint duty_tally_pkey on duty_tally is
    'This is stored already.';
comment on constraint duty_early_pkey on duty_early is
    'This is stored already.';

-- What is there already is counted by the chore.
insert into figure_stale (campus_id, made_by)
select c.id, pg_current_xact_id() from campus as c where c.id > 0;

reset role;
