"""integration.figures: tallies and unfolded changes together are what the plain query counts, at any
moment, while records are added, corrected, imported and taken back, agreements signed and ended,
and two daemons fold (P7, S85, S86); figures as counted by hand, exactly on their boundaries."""

import datetime
import random
import threading
import time

from district import DistrictTest, main, wait_until
from school import MS, School
from wire import Contract, Wire

DAYS = ("2026-03-20", "2026-04-08", "2026-04-30", "2026-05-13", "2026-06-03", "2026-06-10")
TODAY = datetime.date(2026, 6, 10)
KINDS = ("MEETING", "MEETING", "COUNSELLING", "TUTORING", "TUTORING", "HOME_FEEDBACK", "HOME_VISIT")
CHANNELS = ("FACE_TO_FACE", "FACE_TO_FACE", "PHONE")
# The plain count, from the records themselves: each campus in turn, as the duties' rule asks for.
PLAIN = """
create function plain_figures(d date)
returns table (campus_id int, figure text, grade int, "group" need_group, a numeric, b numeric)
language plpgsql as $$
#variable_conflict use_column
declare
    c int;
begin
    for c in select id from campus where id > 0 loop
        perform set_config('jiedui.campus', c::text, true);
        return query
            select c, k.figure, t.grade::int, p."group",
                   sum(case when k.figure = 'tutoring' then least(p.held, p.needed)
                            else (p.held >= p.needed)::int end)::numeric,
                   sum(case when k.figure = 'tutoring' then p.needed else 1 end)::numeric
            from duty_periods(d, null) as p
            join student as t on t.campus_id = c and t.id = p.student_id
            join (values ('meeting', 'meeting'), ('home_feedback', 'home_feedback'),
                         ('tutoring', 'tutoring'), ('tutoring', 'tutoring_full_weeks'))
                as k (duty, figure) on k.duty = p.duty::text
            where p.last_on <= d or p.held >= p.needed
            group by 2, 3, 4
            union all
            select c, 'records', t.grade::int, r."group", count(*), null
            from record as r join student as t on t.campus_id = c and t.id = r.student_id
            where r.campus_id = c and local_date(r.held_at) <= d
            group by 3, 4;
    end loop;
    perform set_config('jiedui.campus', '0', true);
end
$$;
"""
# In one snapshot: what differs, and how much was compared while how much was not folded.
COMPARE = """
begin isolation level repeatable read;
set local jit = off;
select set_config('jiedui.campus', '0', true) \\g /dev/null
with days as (select unnest('{%s}'::date[]) as d),
plain as (
    select days.d, p.campus_id, p.figure, w.by, w.part, sum(p.a) as a, sum(p.b) as b
    from days cross join lateral plain_figures(d) as p
    cross join lateral (values (null, null), ('grade', p.grade::text), ('group', p."group"::text))
        as w (by, part)
    group by 1, 2, 3, 4, 5
), told as (
    select days.d, p.campus_id, p.figure, p.by::text as by, p.part, p.numerator as a,
           p.denominator as b
    from days cross join lateral figure_parts(
        d, '{records,meeting,home_feedback,tutoring,tutoring_full_weeks}') as p
    where p.numerator <> 0 or p.denominator <> 0
), differs as (
    select 'plain' as which, * from (select * from plain except all select * from told) as x
    union all
    select 'told', * from (select * from told except all select * from plain) as y
)
select (select count(*) from plain), (select count(*) from record_delta),
       (select count(*) from figure_stale), (select string_agg(x::text, '; ') from differs as x);
commit;
"""


class Exact(DistrictTest):
    settings = {"clock": f"{TODAY}T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start(2)
        cls.contract = Contract()
        cls.admin = cls.district.administrator()
        cls.schools = [School(cls.district, cls.admin),
                       School(cls.district, cls.admin, MS, "MS 中学", "lead.ms", area="990108")]
        cls.pairs = {s.code: [] for s in cls.schools}
        for school in cls.schools:
            school.people(students=12, mentors=4, groups=("academic", "general"))
            for n in range(1, 13):
                group, staff = ("academic", "general")[n % 2], f"T00{n % 4 + 1}"
                pairing = school.pair(n, staff, "2026-03-05", group, json=True)["id"]
                cls.pairs[school.code].append((n, staff, group, pairing))
            school.lead.must("agreement", "draft", "--all")
            for n, _, _, pairing in cls.pairs[school.code][:8]:
                school.lead.must("agreement", "sign", "--pairing", pairing, "--on",
                                 f"2026-03-{14 + n}")
        cls.district.sql(PLAIN)
        cls.stopped = threading.Event()
        cls.faults = []

    def wire(self, school):
        wire = Wire(self.contract, self.district.port, self.district.folder / "ca.pem")
        self.addCleanup(wire.close)
        wire.login(school.account, school.password)
        return wire

    def compare(self):
        compared, unfolded, stale, differs = self.district.sql(COMPARE % ",".join(DAYS))[-1]
        self.assertIsNone(differs, f"{unfolded} unfolded, {stale} stale: {differs}")
        return int(compared), int(unfolded), int(stale)

    def writer(self, work, seed):
        """Runs `work` again and again until the test ends; what it raises fails the test."""
        chance = random.Random(seed)

        def run():
            try:
                while not self.stopped.is_set():
                    work(chance)
            except Exception as fault:  # pylint: disable=broad-except
                self.faults.append(repr(fault))
        return threading.Thread(target=run)

    def held(self, chance):
        day = datetime.date(2026, 3, 6) + datetime.timedelta(chance.randrange(96))
        return f"{day}T{chance.randrange(24):02d}:{chance.randrange(60):02d}:00+08:00"

    def adds(self, school):
        """Adds records, and corrects some of them to another day, kind or channel."""
        wire, stored = self.wire(school), []

        def work(chance):
            n, staff, group, _ = chance.choice(self.pairs[school.code])
            what = {"kind": f"RECORD_KIND_{chance.choice(KINDS)}",
                    "channel": f"RECORD_CHANNEL_{chance.choice(CHANNELS)}",
                    "held_at": self.held(chance)}
            if stored and chance.random() < 0.4:
                answer = wire.call("RecordService.CorrectRecord", id=chance.choice(stored),
                                   reason="更正", **what)
            else:
                answer = wire.call("RecordService.AddRecord", mentor=staff,
                                   student=school.student_no(n), group=f"GROUP_{group.upper()}",
                                   minutes=30, **what)
                stored.extend([answer.reply.id] if answer.code == "OK" else [])
            assert answer.code in ("OK", "CONFLICT"), str(answer)
        return work

    def imports(self, school):
        """Imports a file, and takes every other import back."""
        def work(chance):
            rows = [[staff, school.student_no(n), group, chance.choice(KINDS).lower(),
                     chance.choice(CHANNELS).lower(), self.held(chance), 20, "导入"]
                    for n, staff, group, _ in chance.choices(self.pairs[school.code], k=8)]
            done = school.lead.must("import", "records", school.write(
                "records", rows, name=f"records{chance.randrange(10 ** 9)}.csv"), json=True)
            if chance.random() < 0.5:
                undone = school.lead.run("import", "undo", done["import_id"], "--yes")
                assert undone.code in (0, 5), str(undone) + "".join(
                    line for d in self.district.daemons for line in d.log.splitlines(True)
                    if "INTERNAL" in line)
        return work

    def agrees(self, school):
        """Signs what is not signed, ends agreements, sends mentors away for a while."""
        waiting = list(self.pairs[school.code][8:])

        def work(chance):
            if waiting:
                _, _, _, pairing = waiting.pop()
                school.lead.must("agreement", "sign", "--pairing", pairing, "--on",
                                 f"2026-04-{chance.randrange(1, 29):02d}")
                return
            _, staff, _, pairing = chance.choice(self.pairs[school.code])
            deputy = f"T00{int(staff[-1]) % 4 + 1}"
            school.lead.run("absence", "add", "--mentor", staff, "--deputy", deputy, "--from",
                            self.held(chance)[:10], "--until", "2026-06-12")
            if chance.random() < 0.1:
                school.lead.run("agreement", "end", "--pairing", pairing, "--on", "2026-06-01",
                                "--reason", "目标已达成")
        return work

    def test_exact_at_any_moment(self):
        a, b = self.schools
        threads = [self.writer(self.adds(a), 1), self.writer(self.adds(a), 2),
                   self.writer(self.adds(b), 3), self.writer(self.imports(a), 4),
                   self.writer(self.imports(b), 5), self.writer(self.agrees(b), 6)]
        for thread in threads:
            thread.start()
        try:
            end, seen = time.monotonic() + 8, []
            while time.monotonic() < end:
                seen.append(self.compare())
        finally:
            self.stopped.set()
            for thread in threads:
                thread.join()
        self.assertEqual(self.faults, [], "\n".join(self.faults))
        self.assertTrue(any(unfolded for _, unfolded, _ in seen), seen)
        self.assertTrue(any(stale for _, _, stale in seen), seen)
        wait_until(lambda: self.district.sql(
            "select 1 where not exists (select from record_delta)"
            " and not exists (select from figure_stale)"), what="the fold")
        compared, *_ = self.compare()
        self.assertGreater(compared, 150)
        counted = self.district.sql("select (select count(*) from record),"
                                    " (select sum(records) from record_tally)")[0]
        self.assertEqual(counted[0], counted[1])

    def test_z_calendar_and_grades_make_all_of_it_anew(self):
        self.admin.must("import", "calendar", self.schools[0].write("calendar", [
            ["2026-02-23", "2026-07-03", "term", "第二学期"],
            ["2026-05-04", "2026-05-17", "holiday", "假期"]], "first_on,last_on,kind,name"))
        self.district.sql("update student set grade = 32 where id % 3 = 0")
        _, _, stale = self.compare()
        wait_until(lambda: self.district.sql(
            "select 1 where not exists (select from figure_stale)"), what="the fold")
        self.compare()


if __name__ == "__main__":
    main()
