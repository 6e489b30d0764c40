"""integration.honours: a mentor's score from its parts, ranks by exact fractions, honours and appeals,
all counted anew from what was entered (S33–S35, S87, R46, R50, R51)."""

import random
from fractions import Fraction

from district import DistrictTest, main
from school import School

CONFLICT, INVALID, NOT_FOUND, DENIED = 5, 3, 4, 6
WEIGHTS = {"records": 60, "students": 20, "class_teacher": 10, "case_study": 10}
MENTORS = [f"T{n:03d}" for n in range(1, 13)]


class Honours(DistrictTest):
    settings = {"clock": "2026-12-20T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=24, mentors=12, capacity=5, groups=("general",))
        cls.lead = cls.school.lead
        cls.chance = random.Random(34)
        cls.guidance, cls.marks, cls.pairings = {}, {}, {}
        cls.lead.must("evaluation", "open", "--on", "2026-06-30")
        for n in range(1, 25):
            mentor = MENTORS[(n - 1) // 2]
            pairing = cls.school.pair(n, mentor, "2026-03-02", "general", json=True)["id"]
            cls.pairings.setdefault(mentor, []).append(pairing)
            cls.lead.must("agreement", "draft", "--pairing", pairing)
            cls.lead.must("agreement", "sign", "--pairing", pairing, "--on", "2026-03-16")
            if cls.chance.random() < 0.8:
                points = cls.chance.choice((80, 90, 100))
                cls.lead.must("evaluation", "fill", "--pairing", pairing, "--outcome", "continue",
                              "--guidance", str(points))
                cls.guidance.setdefault(mentor, []).append(points)
        cls.meet()
        for mentor in MENTORS:
            for part in ("class_teacher", "case_study"):
                if cls.chance.random() < 0.6:
                    points = cls.chance.choice(("70", "87.5", "100"))
                    cls.lead.must("appraisal", "mark", "--mentor", mentor, "--part", part,
                                  "--points", points, "--reason", "座谈")
                    cls.marks[mentor, part] = Fraction(points)

    @classmethod
    def meet(cls):
        """Weekly records of the first mentors, fewer and fewer; T001 and T002 the same."""
        rows = []
        for n in range(1, 25):
            mentor = MENTORS[(n - 1) // 2]
            weeks = max(0, 12 - max(1, (n - 1) // 2))
            for week in range(weeks):
                day = f"2026-0{4 + week // 4}-{(week % 4) * 7 + 1:02d}"
                rows.append([mentor, cls.school.student_no(n), "general", "meeting", "face_to_face",
                             f"{day}T16:{n:02d}", 30])
        cls.school.add("records", rows,
                       "staff_no,student_no,group,kind,channel,held_at,minutes")

    def parts(self, mentor):
        met = required = 0
        for pairing in self.pairings[mentor]:
            for row in self.lead.must("compliance", "show", "--pairing", pairing, "--until",
                                      "2026-12-20", json=True)["rows"]:
                if row["duty"] != "tutoring_full_weeks":
                    met, required = met + row["met"], required + row["required"]
        parts = {"records": Fraction(met * 100, required)}
        if mentor in self.guidance:
            parts["students"] = Fraction(sum(self.guidance[mentor]), len(self.guidance[mentor]))
        parts.update({part: points for (who, part), points in self.marks.items() if who == mentor})
        return parts

    def totals(self):
        out = {}
        for mentor in MENTORS:
            parts = self.parts(mentor)
            weight = sum(WEIGHTS[p] for p in parts)
            out[mentor] = sum(WEIGHTS[p] * v for p, v in parts.items()) / weight
        return out

    def test_1_totals_and_ranks(self):
        totals = self.totals()
        rows = {r["staff_no"]: r for r in self.lead.must("appraisal", "list", json=True)["rows"]}
        self.assertEqual(set(rows), set(MENTORS))
        for mentor, total in totals.items():
            hundredths = (total * 200 + 1) // 2
            self.assertEqual(rows[mentor]["total"], f"{hundredths // 100}.{hundredths % 100:02d}")
            self.assertEqual(rows[mentor]["rank"], 1 + sum(t > total for t in totals.values()))
            self.assertEqual(rows[mentor]["honoured"], rows[mentor]["rank"] <= 2)  # ⌈12 · 10 %⌉

    def test_2_equal_totals_share_a_rank(self):
        """1, 2, 2, 4, with sevenths and thirds that no decimal holds."""
        for mentor in MENTORS:
            for part in WEIGHTS:
                self.lead.must("appraisal", "mark", "--mentor", mentor, "--part", part, "--points",
                               {"T001": "95", "T002": "90", "T003": "90"}.get(mentor, "60"),
                               "--reason", "复核")
        rows = {r["staff_no"]: r for r in self.lead.must("appraisal", "list", json=True)["rows"]}
        self.assertEqual([rows[m]["rank"] for m in MENTORS[:5]], [1, 2, 2, 4, 4])
        self.assertEqual({m for m in MENTORS if rows[m]["honoured"]}, {"T001", "T002", "T003"})

    def test_3_an_unresolved_breach_excludes(self):
        breach = self.lead.must("appraisal", "breach", "--mentor", "T001", "--on", "2026-12-01",
                                "--reason", "外出未报备", json=True)["id"]
        rows = {r["staff_no"]: r for r in self.lead.must("appraisal", "list", json=True)["rows"]}
        self.assertEqual((rows["T001"]["rank"], rows["T001"]["honoured"]), (None, False))
        self.assertEqual((rows["T002"]["rank"], rows["T004"]["rank"]), (1, 3))
        self.lead.must("appraisal", "resolve", breach, "--on", "2026-12-10")
        rows = {r["staff_no"]: r for r in self.lead.must("appraisal", "list", json=True)["rows"]}
        self.assertEqual(rows["T001"]["rank"], 1)

    def test_4_a_mentor_sees_the_own_sheet_without_a_rank(self):
        mentor = self.school.mentor_account("T004", "m4")
        sheet = mentor.must("appraisal", "show", json=True)
        self.assertEqual((sheet["staff_no"], sheet["total"]), ("T004", "60.00"))
        self.assertEqual({r["part"]: r["weight"] for r in sheet["rows"]},
                         {p: str(w) for p, w in WEIGHTS.items()})
        self.assertNotIn("rank", sheet.json)
        self.assertCode(mentor.run("appraisal", "show", "--mentor", "T001"), NOT_FOUND)
        self.assertCode(mentor.run("appraisal", "list"), DENIED)

    def test_5_published_appealed_decided(self):
        """Before it is published mentors see nothing; after it an appeal, in time, adds a name."""
        mentor = self.school.mentor_account("T005", "m5")
        number = self.school.student_no(9)
        nominated = mentor.must("honour", "nominate", "--student", number, "--reason",
                                "坚持锻炼", json=True)["id"]
        self.assertCode(mentor.run("honour", "nominate", "--student", self.school.student_no(1),
                                   "--reason", "x"), NOT_FOUND)
        self.assertCode(mentor.run("honour", "appeal", "--reason", "漏计"), CONFLICT)
        self.lead.must("honour", "decide", nominated, "--state", "approved")
        self.assertEqual(mentor.must("honour", "list", json=True)["rows"], [])
        self.assertEqual(len(self.lead.must("honour", "list", json=True)["rows"]), 4)
        done = self.lead.must("honour", "publish", json=True)
        self.assertEqual((done["mentors"], done["students"], done["appeal_until"]),
                         (3, 1, "2026-12-25"))
        self.assertCode(self.lead.run("honour", "publish"), CONFLICT)
        seen = mentor.must("honour", "list", json=True)["rows"]
        self.assertEqual([r["staff_no"] for r in seen], ["T001", "T002", "T003", None])
        self.assertEqual(set(seen[0]), {"kind", "name", "staff_no", "year", "campus_name"})
        appeal = mentor.must("honour", "appeal", "--reason", "漏计四月的记录", json=True)["id"]
        self.assertCode(mentor.run("honour", "settle", appeal, "--state", "upheld", "--reason", "x"),
                        DENIED)
        self.lead.must("honour", "settle", appeal, "--state", "upheld", "--reason", "属实")
        self.assertCode(self.lead.run("honour", "settle", appeal, "--state", "rejected",
                                      "--reason", "x"), CONFLICT)
        self.assertEqual(len(mentor.must("honour", "list", "--kind", "mentor", json=True)["rows"]),
                         4)


if __name__ == "__main__":
    main()
