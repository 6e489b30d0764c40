"""integration.kpi: the plan's targets against what is (S13–S19), counted anew in Python from what
was entered, for two campuses and their district."""

import random
from fractions import Fraction

from district import DistrictTest, main
from school import MS, School

CONFLICT, INVALID, NOT_FOUND, PARTIAL = 5, 3, 4, 11
MAIN = ("语文", "数学", "英语")
EXAMS = {"final": ("2026-07-01", "2027-01-18"), "midterm": ("2026-11-10",)}
DAYS = ("2026-06-30", "2026-07-10", "2026-12-30", "2026-12-31", "2027-01-31")
ROUNDS = ("2026-05-20", "2026-07-02", "2026-11-20")
LEVELS = ("school", "district", "city", "province", "nation")
BASELINE = {"S16": (9, 300), "S18": (2, 40), "S15.emotion": (55, 100)}


def two_decimals(value):
    """Half up."""
    hundredths = (value * 100 * 2 + 1) // 2
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


class Campus:
    """A school with a year entered by chance, and what was entered."""

    def __init__(self, district, admin, seed, **names):
        self.chance = random.Random(seed)
        self.school = School(district, admin, **names)
        self.lead = self.school.lead
        n = self.n = 12
        self.school.people(students=n, mentors=4, groups=("academic", "talent", "psychological"))
        self.lead.must("account", "add", "--account", f"psych{seed}", "--role",
                       "psychology_teacher", "--password-stdin", stdin="psych password\n")
        self.psych = district.client(f"psych{seed}", "psych password")
        self.scores, self.contests, self.warnings, self.evaluations = [], [], [], []
        self.enter_scores()
        self.enter_contests()
        self.enter_warnings()
        self.enter_evaluations()

    def enter_scores(self):
        for kind, days in EXAMS.items():
            for day in days:
                for subject in (*MAIN, "物理"):
                    for i in range(1, self.n + 1):
                        mark = self.chance.choice((None, 59.5, 60, 61, 89.5, 90, 120, 35))
                        full = 150 if subject == "数学" else 100
                        if mark is not None and mark > full:
                            mark = full
                        self.scores.append((i, subject, kind, day, full, mark))
        self.school.add("scores", [[self.school.student_no(i), subject, kind, day, full,
                                    "" if mark is None else mark]
                                   for i, subject, kind, day, full, mark in self.scores],
                        "student_no,subject,exam,taken_on,full_mark,mark")

    def enter_contests(self):
        for i in range(1, self.n + 1):
            for number in range(self.chance.choice((0, 1, 1, 3))):
                self.contests.append((i, f"赛{number}", self.chance.choice(LEVELS),
                                      self.chance.choice(("2026-04-18", "2026-10-17")),
                                      self.chance.choice(("", "", "二等奖"))))
        self.school.add("contests", [[self.school.student_no(i), *rest]
                                     for i, *rest in self.contests],
                        "student_no,contest,level,held_on,award")

    def enter_warnings(self):
        for i in range(1, 6):
            day = self.chance.choice(("2026-04-02", "2026-10-09"))
            drill, unfounded = i == 4, i == 5
            opened = self.psych.must("warning", "open", "--student", self.school.student_no(i),
                                     "--level", "orange", "--noticed-at", f"{day}T10:00:00+08:00",
                                     *(("--drill",) if drill else ()), json=True)
            if unfounded:
                self.psych.must("warning", "close", opened["id"], "--ended", "unfounded")
            self.warnings.append((day, drill or unfounded))

    def enter_evaluations(self):
        pairings = []
        for i in range(1, self.n + 1):
            group = ("academic", "psychological", "talent")[i % 3]
            pairings.append((i, group, self.school.pair(
                i, f"T00{i % 4 + 1}", "2026-03-05", group, json=True)["id"]))
        for cutoff in ROUNDS:
            self.lead.must("evaluation", "open", "--on", cutoff)
            for i, group, pairing in pairings:
                if self.chance.random() < 0.25:
                    continue
                filled = {"method_reached": self.chance.choice(("true", "false")),
                          "emotion": self.chance.choice(("excellent", "good", "fair", "poor")),
                          "communication": self.chance.choice(("good", "poor")),
                          "guidance": self.chance.randint(80, 100),
                          "growth": self.chance.randint(80, 100)}
                flags = [f"--{k.replace('_', '-')}={v}" for k, v in filled.items()]
                self.lead.must("evaluation", "fill", "--pairing", pairing, "--on", cutoff,
                               "--outcome", "continue", *flags)
                self.evaluations.append((i, group, cutoff, filled))

    def parts(self, day):
        """{kpi: (numerator, denominator)} on a day."""
        out = {"S16": (sum(d <= min(day, "2026-12-31") and not out_ for d, out_ in self.warnings),
                       self.n)}
        for subject in MAIN:
            days = [d for d in EXAMS["final"] if d <= day]
            marks = [(mark, full) for _, s, kind, d, full, mark in self.scores
                     if s == subject and kind == "final" and days and d == days[-1]
                     and mark is not None]
            if marks:
                out[f"S13.{subject}"] = (sum(Fraction(str(m)) * 100 >= 60 * f for m, f in marks),
                                         len(marks))
        if days:
            out["S13"] = tuple(sum(out[f"S13.{s}"][i] for s in MAIN) for i in range(2))
        held = [(i, level, award) for i, _, level, d, award in self.contests
                if d <= min(day, "2026-12-31")]
        out["S17"] = (len({i for i, level, _ in held if level != "school"}), self.n)
        out["S18"] = (len({i for i, _, award in held if award}), self.n)
        last = {}
        for i, group, cutoff, filled in self.evaluations:
            if cutoff <= day:
                last[i] = filled
        if last:
            n = len(last)
            out["S14"] = (sum(f["method_reached"] == "true" for f in last.values()), n)
            for trait in ("emotion", "communication"):
                out[f"S15.{trait}"] = (sum(f[trait] in ("excellent", "good")
                                           for f in last.values()), n)
            for what in ("guidance", "growth"):
                out[f"S19.{what}"] = (sum(f[what] for f in last.values()), n)
        return out


class Kpi(DistrictTest):
    settings = {"clock": "2027-01-31T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.campuses = [Campus(cls.district, cls.admin, 1),
                        Campus(cls.district, cls.admin, 2, code=MS, name="MS 中学",
                               lead="lead.ms", area="990108")]
        path = cls.campuses[0].school.write(
            "baselines", [[2025, c.school.code, kpi, a, b]
                          for c in cls.campuses for kpi, (a, b) in BASELINE.items()],
            "year,campus_code,kpi,numerator,denominator")
        cls.admin.must("import", "baselines", path)

    def verdict(self, kpi, part, whole, base, day):
        if whole == 0:
            return "n/a"
        value = Fraction(part, whole)
        if kpi == "S16":
            if day < "2026-12-31":
                return "running"
            return "met" if value <= Fraction(*base) * Fraction(70, 100) else "not_met"
        if kpi == "S18":
            return "met" if value - Fraction(*base) >= Fraction(20, 100) else "not_met"
        if kpi == "S14":
            return "met" if value * 100 > 80 else "not_met"
        goal = {"S13": 95, "S15": 75, "S17": 100}.get(kpi.split(".")[0])
        if kpi.startswith("S19"):
            return "met" if value >= 90 else "not_met"
        return "met" if value * 100 >= goal else "not_met"

    def check(self, who, campuses, day):
        rows = who.must("statistics", "kpi", "--as-of", day, json=True)["rows"]
        parts = [c.parts(day) for c in campuses]
        names = {k for p in parts for k in p} | {
            "S13", "S14", "S15.emotion", "S15.communication", "S16", "S17", "S18", "S19.guidance",
            "S19.growth"}
        self.assertEqual({r["kpi"] for r in rows}, names)
        for row in rows:
            kpi = row["kpi"]
            part, whole = (sum(p.get(kpi, (0, 0))[i] for p in parts) for i in range(2))
            base = BASELINE.get(kpi)
            with self.subTest(kpi, day=day):
                if row["suppressed"]:  # small counts of a campus; integration.suppression has more
                    self.assertIn(None, (row["numerator"], row["denominator"]))
                    self.assertIn(row["numerator"], (None, str(part)))
                    self.assertIn(row["denominator"], (None, str(whole)))
                    self.assertEqual((row["percent"], row["verdict"]), (None, None))
                    self.assertIs(who, self.admin)
                    continue
                self.assertEqual((row["numerator"], row["denominator"]), (str(part), str(whole)))
                scale = 1 if kpi.startswith("S19") else 100
                self.assertEqual(row["percent"],
                                 two_decimals(Fraction(part * scale, whole)) if whole else None)
                self.assertEqual(row["baseline"],
                                 two_decimals(Fraction(base[0] * 100, base[1])) if base else None)
                self.assertEqual(row["verdict"], self.verdict(kpi, part, whole, base, day))

    def test_every_campus_on_every_day(self):
        for campus in self.campuses:
            for day in DAYS:
                self.check(campus.lead, [campus], day)

    def test_the_district_is_the_sum(self):
        for day in DAYS:
            self.check(self.admin, self.campuses, day)

    def sums_of_leads(self):
        """Each numerator and denominator over the campuses, none of them hidden."""
        sums = {}
        for campus in self.campuses:
            for row in campus.lead.must("statistics", "kpi", "--as-of", "2027-01-31",
                                        json=True)["rows"]:
                old = sums.get(row["kpi"], (0, 0))
                sums[row["kpi"]] = (old[0] + Fraction(row["numerator"]),
                                    old[1] + Fraction(row["denominator"]))
        return sums

    def test_z_a_student_who_moves_counts_once(self):
        """The last evaluation, the last examination and the contests go on counting, once."""
        campus, other = self.campuses
        before = self.sums_of_leads()
        wire = campus.lead.run("transfer", "--student", campus.school.student_no(12), "--to", MS,
                               "--on", "2027-01-30", "--dry-run", json=True)
        self.assertEqual(wire.code, 0, str(wire))
        campus.lead.must("transfer", "--student", campus.school.student_no(12), "--to", MS, "--on",
                         "2027-01-30")
        self.assertEqual(self.sums_of_leads(), before)
        moved = {r["kpi"]: r["denominator"] for r in
                 other.lead.must("statistics", "kpi", "--as-of", "2027-01-31", json=True)["rows"]}
        self.assertEqual((moved["S17"], moved["S16"]), ("13", "13"))

    def test_completion_and_what_is_due(self):
        campus = self.campuses[0]
        filled = sum(cutoff == ROUNDS[-1] for _, _, cutoff, _ in campus.evaluations)
        due = campus.lead.must("evaluation", "due", json=True)
        self.assertEqual((due["cutoff_on"], due["due"], due["filled"]), (ROUNDS[-1], 12, filled))
        self.assertEqual(len(due["rows"]), 12 - filled)
        outcome = campus.lead.run("evaluation", "fill", "--pairing", due["rows"][0]["pairing"],
                                  "--on", "2026-05-21", "--outcome", "continue")
        self.assertEqual(outcome.code, NOT_FOUND, str(outcome))

    def test_imports_twice_and_wrong_rows(self):
        campus = self.campuses[0]
        path = campus.school.write(
            "scores", [[campus.school.student_no(1), "数学", "期末", "2026-07-01", 150, 151],
                       [campus.school.student_no(2), "数学", "期末", "2027-07-01", 150, 1],
                       ["L000000000000000009", "数学", "期末", "2026-07-01", 150, 1],
                       [campus.school.student_no(3), "历史", "测验", "2026-07-01", 50, ""]],
            "学籍号,学科,考试,日期,满分,成绩")
        done = campus.lead.run("import", "scores", path)
        self.assertEqual(done.code, PARTIAL, str(done))
        for word in ("from 0 to the full mark", "future", "1 stored", "3 rejected"):
            self.assertIn(word, done.stderr)
        marks = campus.lead.must("score", "list", "--student", campus.school.student_no(3),
                                 json=True)["rows"]
        self.assertIn({"subject": "历史", "exam": "test", "taken_on": "2026-07-01",
                       "full_mark": "50", "mark": None}, marks)

    def test_a_warning_s_clocks_and_its_end(self):
        """R11, R13, R16: ten minutes, a day, and no end without a report where others do harm."""
        psych, number = self.campuses[0].psych, self.campuses[0].school.student_no(7)
        event = psych.must("warning", "open", "--student", number, "--level", "red",
                           "--harm-by-others", "--drill", "--noticed-at",
                           "2027-01-29T10:00:00+08:00", json=True)
        self.assertEqual((event["first_report_due_at"][:16], event["action_due_at"][:16]),
                         ("2027-01-29T10:10", "2027-01-30T10:00"))
        act = ("warning", "act", event["id"], "--act")
        early = psych.must(*act, "first_report", "--done-at", "2027-01-29T10:10:00+08:00",
                           json=True)
        late = psych.must(*act, "action", "--done-at", "2027-01-30T10:00:01+08:00", json=True)
        self.assertEqual((early["in_time"], late["in_time"]), (True, False))
        refused = psych.run("warning", "close", event["id"], "--ended", "resolved")
        self.assertEqual(refused.code, CONFLICT)
        self.assertIn("mandatory_report", refused.stderr)
        psych.must(*act, "mandatory_report")
        self.assertEqual(psych.run("warning", "close", event["id"]).code, INVALID)
        psych.must("warning", "close", event["id"], "--next-on", "2027-02-15")
        self.assertEqual(psych.run(*act, "escalation").code, CONFLICT)
        self.assertEqual(self.campuses[0].lead.run("warning", "list").code, 6)
        open_ones = psych.must("warning", "list", "--open", json=True)["rows"]
        self.assertNotIn(event["id"], [r["id"] for r in open_ones])
        self.assertTrue(all(r["late"] for r in open_ones))


if __name__ == "__main__":
    main()
