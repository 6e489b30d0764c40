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
            end, seen = time.monotonic() + 6, []
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
            " and not exists (select from figure_stale)"), seconds=40, what="the fold")
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
            "select 1 where not exists (select from figure_stale)"), seconds=40, what="the fold")
        self.compare()


class ByHand(DistrictTest):
    """Ten students, and every target exactly on its boundary (S13–S19)."""

    settings = {"clock": "2027-01-31T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.other = School(cls.district, cls.admin, MS, "MS 中学", "lead.ms", area="990108")
        cls.lead, number = cls.school.lead, cls.school.student_no
        cls.school.people(students=10, mentors=2, groups=("academic", "psychological", "talent"))
        cls.mentor = cls.school.mentor_account("T001", "m1")
        cls.lead.must("account", "add", "--account", "psych", "--role", "psychology_teacher",
                      "--password-stdin", stdin="psych password\n")
        psych = cls.district.client("psych", "psych password")
        cls.school.add("scores", [
            [number(n), subject, "final", "2027-01-18", 100, 59.5 if (n, subject) == (1, "数学") else 60]
            for n in range(1, 11) for subject in ("语文", "数学")]
            + [[number(2), "英语", "final", "2027-01-18", 100, ""]],
            "student_no,subject,exam,taken_on,full_mark,mark")
        cls.school.add("contests", [
            [number(n), "合唱", "school" if n == 10 else "district", "2026-05-16",
             "一等奖" if n <= 3 else ""] for n in range(1, 11)],
            "student_no,contest,level,held_on,award")
        for n in range(1, 8):
            psych.must("warning", "open", "--student", number(n), "--level",
                       "orange" if n < 5 else "blue", "--noticed-at", "2026-10-09T10:00:00+08:00")
        pairings = [cls.school.pair(n, f"T00{n % 2 + 1}", "2026-03-05", json=True)["id"]
                    for n in range(1, 11)]
        cls.lead.must("evaluation", "open", "--on", "2026-11-20")
        for n, pairing in enumerate(pairings, 1):
            cls.lead.must("evaluation", "fill", "--pairing", pairing, "--outcome", "continue",
                          f"--method-reached={'true' if n <= 8 else 'false'}", "--guidance", 90,
                          "--growth", 89 if n == 1 else 90,
                          *(("--emotion", "good" if n <= 6 else "fair") if n <= 8 else ()))
        cls.admin.must("import", "baselines", cls.school.write(
            "baselines", [[2025, cls.school.code, "S16", 10, 10], [2025, cls.school.code, "S18", 1, 10]],
            "year,campus_code,kpi,numerator,denominator"))

    def rows(self, who, *words):
        return who.must("statistics", "figures", *words, json=True)["rows"]

    def test_on_the_boundary(self):
        found = {r["figure"]: (r["numerator"], r["denominator"], r["shown"], r["verdict"])
                 for r in self.rows(self.lead)}
        for figure, wanted in {
                "S13": ("19", "20", "95.00", "met"), "S14": ("8", "10", "80.00", "not_met"),
                "S15.emotion": ("6", "8", "75.00", "met"),
                "S15.communication": ("0", "0", "n/a", "n/a"), "S16": ("7", "10", "70.00", "met"),
                "S17": ("9", "10", "90.00", "not_met"), "S18": ("3", "10", "30.00", "met"),
                "S19.guidance": ("900", "10", "90.00", "met"),
                "S19.growth": ("899", "10", "89.90", "not_met"),
                "S19.response": ("10", "10", "100.00", None),
                "coverage": ("10", "10", "100.00", None), "needs": ("30", None, "30", None),
                "group_coverage": ("10", "30", "33.33", None), "waiting": ("20", None, "20", None),
                "shortage": ("4", None, "4", None), "evaluation": ("10", "10", "100.00", None),
                "screening": ("0", "0", "n/a", None), "meeting": ("0", "0", "n/a", None),
                "warnings": ("7", None, "7", None)}.items():
            with self.subTest(figure):
                self.assertEqual(found[figure], wanted)
        self.assertEqual({r["verdict"] for r in self.rows(self.lead, "--as-of", "2026-12-30",
                                                          "--figure", "S16")}, {"running"})

    def test_parts_and_another_year(self):
        asked = ("--by", "level", "--by", "subject", "--by", "stage", "--compare", "2025",
                 "--figure", "S13", "--figure", "S16", "--figure", "warnings")
        own, found = ({(r["figure"], r["by"], r["part"]): r for r in self.rows(who, *asked)}
                      for who in (self.lead, self.admin))
        self.assertEqual(own["S13", "subject", "数学"]["numerator"], "9")
        self.assertEqual(own["warnings", "level", "blue"]["shown"], "3")
        # Nine of ten leave one, and three are few: the district is told neither.
        for part in (("S13", "subject", "数学"), ("warnings", "level", "blue")):
            self.assertEqual((found[part]["numerator"], found[part]["suppressed"]), (None, True))
            self.assertIn(found[part]["shown"], ("<5", "*"))
        self.assertEqual(found["S16", "stage", "senior"]["verdict"], "met")
        sixteen = found["S16", None, None]
        self.assertEqual((sixteen["compared_percent"], sixteen["change"]), ("100.00", "-30.00"))
        self.assertIsNone(sixteen["campus_code"])
        unknown = self.lead.run("statistics", "figures", "--campus-code", MS)
        self.assertCode(unknown, 4)
        self.assertCode(self.lead.run("statistics", "figures", "--figure", "S99"), 3)
        csv = self.admin.must("statistics", "figures", "--by", "campus", "-o", "csv").stdout
        self.assertEqual(sum(line.count("coverage,") for line in csv.splitlines()), 6)

    def test_who_is_behind_it(self):
        rows = self.lead.must("statistics", "rows", "--figure", "S13", json=True)["rows"]
        self.assertEqual([len(rows), sum(r["counted"] for r in rows),
                          sum(r["met"] for r in rows)], [21, 20, 19])
        self.assertEqual([r["detail"] for r in rows if not r["counted"]], [None])
        own = self.mentor.must("statistics", "rows", "--figure", "S14", json=True)["rows"]
        self.assertEqual({r["student_no"] for r in own},
                         {self.school.student_no(n) for n in range(2, 11, 2)})
        needs = self.mentor.must("statistics", "rows", "--figure", "needs", json=True)["rows"]
        self.assertEqual(sorted({r["group"] for r in needs}), ["academic", "talent"])
        for figure in ("S15.emotion", "S16", "screening", "warnings"):
            refused = self.lead.run("statistics", "rows", "--figure", figure)
            self.assertCode(refused, 6)
            self.assertIn("nobody is listed", refused.stderr)
        self.assertCode(self.admin.run("statistics", "rows", "--figure", "S13"), 6)

    def test_a_trend(self):
        rows = self.lead.must("statistics", "trend", "--figure", "coverage", "--from", "2026-02-22",
                              "--until", "2026-03-08", json=True)["rows"]
        self.assertEqual([(r["on"], r["percent"]) for r in rows],
                         [("2026-02-22", None), ("2026-03-01", "0.00"), ("2026-03-08", "100.00")])
        self.assertCode(self.lead.run("statistics", "trend", "--figure", "coverage", "--from",
                                      "2020-01-01"), 3)
        months = self.admin.must("statistics", "trend", "--figure", "S16", "--every", "month",
                                 json=True)["rows"]
        self.assertEqual([r["numerator"] for r in months][-4:], ["7", "7", "7", "7"])

    def test_z_who_moves_counts_once(self):
        kept = ("students", "needs", "in_need", "S13", "S14", "S16", "S17", "S18", "S19.guidance")
        words = [w for k in kept for w in ("--figure", k)]
        before = [(r["figure"], r["shown"]) for r in self.rows(self.admin, *words)]
        self.lead.must("transfer", "--student", self.school.student_no(10), "--to", MS, "--on",
                       "2027-01-30")
        self.assertEqual([(r["figure"], r["shown"]) for r in self.rows(self.admin, *words)], before)
        self.assertEqual([r["shown"] for r in self.rows(self.other.lead, "--figure", "students",
                                                        "--figure", "S17")], ["1", "0.00"])


if __name__ == "__main__":
    main()
