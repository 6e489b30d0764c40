"""integration.year: a district lives from February 2026 to January 2027 through the client: needs,
match, agreements, records, a mentor who leaves, a deputy, evaluations, the first of September, a
student who moves; then every figure is counted anew from the raw rows (S5, S13–S19, S26–S28, S61,
S62, S69, S86)."""

import datetime
import random
from fractions import Fraction

from district import ADMINISTRATOR, DistrictTest, main
from school import GP, MS, School, student
from test_compliance import count, day, is_taught
from test_kpi import two_decimals

DAY = datetime.timedelta(1)
GROUPS = ("academic", "psychological", "talent", "general")
QUALIFIED = {"academic": "subject_teaching", "psychological": "counsellor_certificate",
             "talent": "contest_coaching"}
MAIN = ("语文", "数学", "英语")
CUTOFFS = ("2026-04-30", "2026-06-30", "2026-11-10", "2027-01-15")
FINALS = ("2026-07-01", "2027-01-18")
AS_OF = ("2026-03-31", "2026-06-30", "2026-08-31", "2026-09-01", "2026-09-10", "2026-12-31",
         "2027-01-31")


class Campus(School):
    """A school of twelve students in grade 31, 32 and 33, each in one group, and six mentors."""

    def __init__(self, district, admin, code, name, lead, area):
        super().__init__(district, admin, code, name, lead, area)
        self.chance = random.Random(code)
        rows = [student(n, area) for n in range(1, 13)]
        for n, row in enumerate(rows, 1):
            row[4] = 33 if n > 10 else 32 if n > 6 else 31
        self.add("students", rows)
        staff = [f"T00{n}" for n in range(1, 7)]
        self.add("staff", [[s, f"老师{s}", "教师"] for s in staff])
        self.add("mentors", [[s, g, 5, "Mon4", 0] for s in staff for g in GROUPS])
        self.add("qualifications", [[s, q, "2027-12-31", ""]
                                    for s in staff for q in QUALIFIED.values()])
        self.group = {n: GROUPS[n % 4] for n in range(1, 13)}
        self.add("needs", [[self.student_no(n), self.group[n], 3, "home_visit", "2026-02-24"]
                           for n in range(1, 12)])
        self.lead.must("account", "add", "--account", f"psych.{code}", "--role",
                       "psychology_teacher", "--staff", "T006", "--password-stdin",
                       stdin="psych password\n")

    def login(self):
        self.lead = self.district.client(self.account, self.password)
        self.psych = self.district.client(f"psych.{self.code}", "psych password")

    def pair(self):
        run = self.lead.must("match", "run", "--on", "2026-03-05", json=True)["run_id"]
        self.lead.must("match", "publish", run)
        self.lead.must("agreement", "draft", "--all")
        self.lead.must("agreement", "sign", "--all", "--on", "2026-03-16")

    def records(self, first, last):
        """Chance records of every pairing active on their day, by the mentor or the deputy."""
        rows, d = [], day(first)
        active = self.lead.must("pairing", "history", "--limit", "10000", json=True)["rows"]
        away = self.lead.must("absence", "list", json=True)["rows"]
        while d <= day(last):
            for n, p in enumerate(active):
                if not p["started_on"] <= str(d) < (p["ended_on"] or "9"):
                    continue
                kind, channel = self.chance.choice((
                    ("meeting", "face_to_face"), ("meeting", "phone"), ("tutoring", "face_to_face"),
                    ("home_feedback", "phone"), ("counselling", "face_to_face")))
                staff = next((a["deputy_no"] for a in away if a["staff_no"] == p["staff_no"]
                              and a["from"] <= str(d) <= a["until"]), p["staff_no"])
                if self.chance.random() < 0.22:
                    rows.append([staff, p["student_no"], p["group"], kind, channel,
                                 f"{d}T16:{n % 60:02d}", 30, "约定"])
            d += DAY
        self.add("records", rows)

    def evaluate(self, cutoff, outcome="continue"):
        self.lead.must("evaluation", "open", "--on", cutoff)
        due = self.lead.must("evaluation", "due", "--on", cutoff, json=True)["rows"]
        for n, row in enumerate(due):
            if self.chance.random() < 0.2:
                continue
            c = self.chance.choice
            self.lead.must("evaluation", "fill", "--pairing", row["pairing"], "--on", cutoff,
                           "--outcome", outcome if n == 0 else "continue",
                           f"--method-reached={c(('true', 'false'))}", "--emotion",
                           c(("excellent", "good", "fair")), "--communication", c(("good", "poor")),
                           "--guidance", str(c((85, 90, 95))), "--growth", str(c((88, 91, 100))))

    def examine(self, on, students):
        self.add("scores", [[self.student_no(n), subject, "final", on, 100,
                             self.chance.choice(("", 59.5, 60, 88))]
                            for n in students for subject in (*MAIN, "物理")],
                 "student_no,subject,exam,taken_on,full_mark,mark")

    def compete(self, on):
        self.add("contests", [[self.student_no(n), f"赛{on}", self.chance.choice(("school", "city")),
                               on, self.chance.choice(("", "二等奖"))]
                              for n in range(1, 11) if self.chance.random() < 0.7],
                 "student_no,contest,level,held_on,award")

    def warn(self, n, level, *words):
        opened = self.psych.must("warning", "open", "--student", self.student_no(n), "--level",
                                 level, *words, json=True)["id"]
        return opened


class Year(DistrictTest):
    settings = {"clock": "2026-02-25T09:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.gp = Campus(cls.district, cls.admin, GP, "GP 中学", "lead.gp", "990109")
        cls.ms = Campus(cls.district, cls.admin, MS, "MS 中学", "lead.ms", "990108")
        cls.schools = (cls.gp, cls.ms)
        cls.spring()
        cls.summer()
        cls.autumn()

    @classmethod
    def at(cls, instant):
        """The same district on another day: everybody logs in again."""
        cls.district.stop()
        cls.district.start(clock=f"{instant}T20:00:00+08:00")
        cls.admin = cls.district.client(ADMINISTRATOR, cls.district.password)
        for school in cls.schools:
            school.login()

    @classmethod
    def spring(cls):
        cls.at("2026-03-16")
        for school in cls.schools:
            school.pair()
        cls.at("2026-04-30")
        for school in cls.schools:
            school.records("2026-03-05", "2026-04-29")
            school.evaluate("2026-04-30")
        run = cls.gp.lead.must("pairing", "replan", "--mentor", cls.busiest(cls.gp), "--on",
                               "2026-05-06", json=True)
        cls.gp.lead.must("match", "publish", run["run_id"])
        cls.gp.lead.must("agreement", "draft", "--all")

    @classmethod
    def busiest(cls, school):
        rows = school.pairings()
        return max({r["staff_no"] for r in rows},
                   key=lambda s: (sum(r["staff_no"] == s for r in rows), s))

    @classmethod
    def summer(cls):
        cls.at("2026-07-06")
        cls.gp.lead.must("agreement", "sign", "--all", "--on", "2026-05-08")
        for school in cls.schools:
            absent, deputy = sorted({r["staff_no"] for r in school.pairings()})[:2]
            school.lead.must("absence", "add", "--mentor", absent, "--from", "2026-06-01",
                             "--until", "2026-06-12", "--deputy", deputy)
            school.records("2026-05-06", "2026-07-05")
            school.evaluate("2026-06-30")
            school.examine(FINALS[0], range(1, 13))
            school.compete("2026-05-16")
            school.warn(1, "yellow")
            school.warn(2, "blue", "--drill")
        unfounded = cls.ms.warn(3, "orange")
        cls.ms.psych.must("warning", "close", unfounded, "--ended", "unfounded")
        cls.at("2026-09-01")
        for school in cls.schools:
            dry = school.lead.must("rollover", "--on", "2026-09-01", "--dry-run", json=True)
            done = school.lead.must("rollover", "--on", "2026-09-01", json=True)
            assert dry["rows"] == done["rows"] and done["left"] == 2, done

    @classmethod
    def autumn(cls):
        cls.at("2026-09-10")
        for n in (1, 3):
            cls.gp.lead.must("transfer", "--student", cls.gp.student_no(n), "--to", MS, "--on",
                             "2026-09-07")
        run = cls.ms.lead.must("match", "run", "--on", "2026-09-08", json=True)["run_id"]
        cls.ms.lead.must("match", "publish", run)
        cls.ms.lead.must("agreement", "draft", "--all")
        cls.ms.lead.must("agreement", "sign", "--all", "--on", "2026-09-09")
        cls.at("2026-12-20")
        for school in cls.schools:
            school.records("2026-09-01", "2026-12-19")
            school.evaluate("2026-11-10", outcome="exit")
            school.compete("2026-10-17")
            school.warn(5, "red")
        for change in cls.gp.lead.must("change", "list", "--open", json=True)["rows"]:
            cls.gp.lead.must("change", "approve", change["id"], "--on", "2026-11-20")
        cls.at("2027-01-31")
        for school in cls.schools:
            school.evaluate("2027-01-15")
        cls.gp.examine(FINALS[1], (n for n in range(1, 11) if n not in (1, 3)))
        cls.ms.examine(FINALS[1], range(1, 11))
        cls.ms.add("scores", [[cls.gp.student_no(n), subject, "final", FINALS[1], 100, 70]
                              for n in (1, 3) for subject in MAIN],
                   "student_no,subject,exam,taken_on,full_mark,mark")

    # -- The raw rows ---------------------------------------------------------------------------

    def rows(self, columns, rest):
        return [tuple(None if v == "" else v for v in row)
                for row in self.district.sql(f"select {columns} from {rest}")]

    def test_compliance_of_every_pairing(self):
        """Day by day over calendar and records; a deputy's count in the days of the absence alone."""
        pairings = self.rows(
            "c.code, p.id, p.staff_id, p.student_id, p.\"group\", g.signed_on,"
            " coalesce(least(g.ended_on, p.ended_on)::text, '')",
            "pairing as p join agreement as g on g.campus_id = p.campus_id and g.pairing_id = p.id"
            " join campus as c on c.id = p.campus_id where g.signed_on is not null")
        records = self.rows("staff_id, student_id, \"group\", kind, channel, local_date(held_at)",
                            "record")
        away = self.rows("staff_id, deputy_id, first_on, last_on", "absence")
        self.assertGreaterEqual(len(pairings), 24)
        for code, pairing, staff, pupil, group, signed, ended in pairings:
            lead = self.gp.lead if code == GP else self.ms.lead
            mine = [(k, c, day(d)) for s, p, g, k, c, d in records
                    if (p, g) == (pupil, group) and (s == staff or any(
                        a == staff and b == s and first <= d <= last
                        for a, b, first, last in away))]
            for until in ("2026-04-30", "2026-07-05", "2026-12-19", "2027-01-31"):
                if signed > until:
                    continue
                wanted = count(group, day(signed), day(ended) if ended else None, mine, day(until))
                shown = lead.must("compliance", "show", "--pairing", pairing, "--until", until,
                                  json=True)["rows"]
                self.assertEqual({r["duty"]: (r["required"], r["met"], r["overdue"])
                                  for r in shown}, wanted, (pairing, until))

    def kpis(self, until):
        """{(code, kpi): [numerator, denominator]}, each person once, where they were last."""
        pupils = {i: (code, no, left, moved) for i, code, no, left, moved in self.rows(
            "s.id, c.code, s.student_no, coalesce(s.left_on::text, ''),"
            " coalesce(s.transferred_on::text, '')",
            "student as s join campus as c on c.id = s.campus_id")}
        enrolled = dict(self.rows("id, enrolled_on", "student"))
        needs = [(s, g) for s, g, opened in self.rows("student_id, \"group\", opened_on", "need")
                 if opened <= until]
        here = {}  # where a person of a group is counted: the campus of the latest enrolment
        for s, g in needs:
            code, no, *_ = pupils[s]
            if (no, g) not in here or enrolled[s] > here[no, g][0]:
                here[no, g] = (enrolled[s], code)
        out = {}

        def add(code, kpi, part, whole=1):
            old = out.get((code, kpi), (0, 0))
            out[code, kpi] = (old[0] + part, old[1] + whole)

        self.add_finals(until, pupils, set(needs), add)
        self.add_evaluations(until, pupils, set(needs), add)
        held = [(pupils[s][1], level, award) for s, level, award, d in self.rows(
            "student_id, level, coalesce(award, ''), held_on", "contest_entry")
            if d <= min(until, "2026-12-31")]
        for (no, group), (_, code) in here.items():
            if group == "talent":
                add(code, "S17", any(n == no and level != "school" for n, level, _ in held))
                add(code, "S18", any(n == no and award for n, _, award in held))
        for code, opened in self.rows(
                "c.code, w.opened_on", "warning_event as w join campus as c on c.id = w.campus_id"
                " where not w.is_drill and w.ended is distinct from 'unfounded'"):
            if opened <= min(until, "2026-12-31"):
                add(code, "S16", 1, 0)
        for s, (code, _, left, _) in pupils.items():
            if enrolled[s] <= until and (left is None or left > until):
                add(code, "S16", 0)
        return out

    def add_finals(self, until, pupils, members, add):
        sat = self.rows("student_id, subject, taken_on, coalesce(mark::text, '')",
                        "score where exam = 'final'")
        last = {}
        for s, subject, on, _ in sat:
            if on <= until and subject in MAIN:
                key = pupils[s][0], subject
                last[key] = max(on, last.get(key, on))
        best = {}  # a person's latest examination of a subject, among those that count somewhere
        for s, subject, on, mark in sat:
            code, no, *_ = pupils[s]
            if last.get((code, subject)) == on and mark is not None and (s, "academic") in members:
                best[no, subject] = max(best.get((no, subject), ("",)), (on, code, float(mark) >= 60))
        for (_, subject), (_, code, passed) in best.items():
            add(code, "S13", passed)
            add(code, f"S13.{subject}", passed)

    def add_evaluations(self, until, pupils, members, add):
        filled = self.rows(
            "p.student_id, e.cutoff_on, e.method_reached, e.emotion, e.communication, e.guidance,"
            " e.growth", "evaluation as e join pairing as p on p.id = e.pairing_id")
        for kpi, group, value in (
                ("S14", "academic", lambda r: r[2] == "t"),
                ("S15.emotion", "psychological", lambda r: r[3] in ("excellent", "good")),
                ("S15.communication", "psychological", lambda r: r[4] in ("excellent", "good")),
                ("S19.guidance", None, lambda r: int(r[5])),
                ("S19.growth", None, lambda r: int(r[6]))):
            last = {}
            for r in filled:
                if r[1] <= until and (group is None or (r[0], group) in members):
                    no = pupils[r[0]][1]
                    if no not in last or r[1] > last[no][1]:
                        last[no] = r
            for r in last.values():
                add(pupils[r[0]][0], kpi, value(r))

    def check(self, who, until, parts):
        rows = who.must("statistics", "kpi", "--as-of", until, json=True)["rows"]
        for row in rows:
            part, whole = parts.get(row["kpi"], (0, 0))
            with self.subTest(row["kpi"], until=until):
                if row["suppressed"]:  # small counts of a campus; integration.suppression has more
                    self.assertIn(row["numerator"], (None, str(part)))
                    self.assertIn(row["denominator"], (None, str(whole)))
                    self.assertIs(who, self.admin)
                    continue
                self.assertEqual((row["numerator"], row["denominator"]), (str(part), str(whole)))
                scale = 1 if row["kpi"].startswith("S19") else 100
                self.assertEqual(row["percent"], two_decimals(Fraction(part * scale, whole))
                                 if whole else None)
        self.assertLessEqual(set(parts), {r["kpi"] for r in rows})

    def test_every_target_of_every_campus_and_of_the_district(self):
        for until in AS_OF:
            found = self.kpis(until)
            total = {}
            for (code, kpi), (part, whole) in found.items():
                old = total.get(kpi, (0, 0))
                total[kpi] = (old[0] + part, old[1] + whole)
            for school in self.schools:
                self.check(school.lead, until, {k: v for (code, k), v in found.items()
                                                if code == school.code})
            self.check(self.admin, until, total)

    def test_roll_needs_and_coverage_on_many_days(self):
        """S31, S86: the district is the sum, and a mover is on one roll on any day."""
        pupils = self.rows("s.id, c.code, s.enrolled_on, coalesce(s.left_on::text, '')",
                           "student as s join campus as c on c.id = s.campus_id")
        needs = self.rows("student_id, \"group\", opened_on, coalesce(closed_on::text, '')", "need")
        pairs = self.rows("student_id, \"group\", started_on, coalesce(ended_on::text, '')",
                          "pairing")
        for until in AS_OF:
            def now(rows):
                return [r for r in rows if r[2] <= until and (r[3] is None or r[3] > until)]
            campus = {s: code for s, code, *_ in now(pupils)}
            open_needs = [(s, g) for s, g, *_ in now(needs) if s in campus]
            active = [(s, g) for s, g, *_ in now(pairs)]
            paired = {s for s, _ in active}
            for row in self.admin.must("statistics", "district", "--as-of", until,
                                       json=True)["rows"]:
                mine = [(s, g) for s, g in open_needs if campus[s] == row["campus_code"]]
                self.assertEqual(
                    (row["students"], row["needs"], row["in_need_students"],
                     row["covered_students"], row["waiting"]),
                    (sum(c == row["campus_code"] for c in campus.values()), len(mine),
                     len({s for s, _ in mine}), len({s for s, _ in mine} & paired),
                     sum(n not in active for n in mine)), (until, row["campus_code"]))

    def test_history_answers_for_any_day(self):
        """S28: what was active on a day is what the rows say, however much has changed since."""
        pairs = self.rows("c.code, s.student_no, t.staff_no, p.started_on,"
                          " coalesce(p.ended_on::text, '')",
                          "pairing as p join campus as c on c.id = p.campus_id"
                          " join student as s on s.campus_id = p.campus_id and s.id = p.student_id"
                          " join staff as t on t.campus_id = p.campus_id and t.id = p.staff_id")
        for until in AS_OF:
            for school in self.schools:
                listed = {(r["student_no"], r["staff_no"])
                          for r in school.pairings("--as-of", until)}
                self.assertEqual(listed, {(s, t) for code, s, t, a, b in pairs
                                          if code == school.code and a <= until
                                          and (b is None or b > until)}, until)
        self.assertTrue(is_taught(day("2026-03-05")))


if __name__ == "__main__":
    main()
