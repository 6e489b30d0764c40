"""integration.figures: figures as counted by hand, exactly on their boundaries (P7, S85, S86); that
they are what the plain query counts, at any moment, integration.exact holds."""

from district import DistrictTest, main
from school import MS, School


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
