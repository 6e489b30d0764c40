"""integration.academic: diagnosis, radar, weak points, error causes, steps, pieces, stages, progress
and meetings of the academic group (S63–S80), counted anew from what was entered."""

import os
import random
import subprocess
from fractions import Fraction

from district import JIEDUI, DistrictTest, main
from school import School

CONFLICT, INVALID, NOT_FOUND, DENIED, LOCAL, USAGE = 5, 3, 4, 6, 14, 2
POINTS = {"一元二次方程应用": "建模", "分式运算": "运算", "几何证明": "推理", "函数图像": "建模"}
DAYS = ("2026-03-20", "2026-04-20", "2026-06-20")
PNG = bytes.fromhex("89504e470d0a1a0a") + b"picture"


def percent(part, whole):
    hundredths = (Fraction(part) / Fraction(whole) * 10000 * 2 + 1) // 2
    return f"{hundredths // 100}.{hundredths % 100:02d}"


class Academic(DistrictTest):
    settings = {"clock": "2026-12-20T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=6, mentors=2, capacity=5)
        cls.lead = cls.school.lead
        for n in (1, 2, 3):
            cls.school.pair(n, "T001")
        cls.mentor = cls.school.mentor_account("T001", "m1")
        cls.other = cls.school.mentor_account("T002", "m2")
        cls.number = cls.school.student_no(1)
        cls.chance = random.Random(64)
        cls.met = [(cls.school.student_no(n), point, day, cls.chance.randint(0, 10))
                   for n in (1, 2) for point in POINTS for day in DAYS if cls.chance.random() < 0.8]
        cls.school.add("diagnoses", [[number, "数学", POINTS[point], point, day, mark, 10]
                                     for number, point, day, mark in cls.met],
                       "student_no,subject,dimension,point,taken_on,mark,full_mark")

    def points(self, number, until):
        """{point: (first, last)} of a student up to a day."""
        found = {}
        for who, point, day, mark in sorted(self.met, key=lambda m: m[2]):
            if who == number and day <= until:
                found[point] = (found.get(point, (mark,))[0], mark)
        return found

    def test_the_radar_counts_each_point_as_it_was_met_last(self):
        for until in ("2026-03-31", "2026-05-31", "2026-12-20"):
            rows = self.mentor.must("radar", "show", "--student", self.number, "--as-of", until,
                                    json=True)["rows"]
            axes = {}
            for point, (first, last) in self.points(self.number, until).items():
                axes.setdefault(POINTS[point], []).append((first, last))
            self.assertEqual(
                {r["dimension"]: (r["points"], r["percent"], r["first_percent"]) for r in rows},
                {axis: (len(m), percent(sum(last for _, last in m), 10 * len(m)),
                        percent(sum(first for first, _ in m), 10 * len(m)))
                 for axis, m in axes.items()})
        self.assertCode(self.other.run("radar", "show", "--student", self.number), 0)
        hidden = self.other.must("radar", "show", "--student", self.number, json=True)["rows"]
        self.assertEqual(hidden, [])

    def test_weak_points_and_those_made_good(self):
        rows = self.mentor.must("weakness", "list", json=True)["rows"]
        expected = {}
        for n in (1, 2):
            for point, (first, last) in self.points(self.school.student_no(n), "2027").items():
                if first < 6 or last < 6:
                    expected[self.school.student_no(n), point] = last >= 6
        self.assertEqual({(r["student_no"], r["point"]): r["remedied"] for r in rows}, expected)
        weak = self.lead.must("weakness", "list", "--open", json=True)["rows"]
        self.assertEqual({(r["student_no"], r["point"]) for r in weak},
                         {k for k, remedied in expected.items() if not remedied})
        self.assertEqual(self.other.must("weakness", "list", json=True)["rows"], [])

    def test_diagnosis_by_hand_and_wrong(self):
        add = ("diagnosis", "add", "--student", self.school.student_no(3), "--subject", "语文",
               "--dimension", "阅读", "--point", "概括", "--on", "2026-04-01", "--full-mark", "10")
        done = self.mentor.must(*add, "--mark", "5.9", json=True)
        self.assertEqual((done["percent"], done["weak"]), ("59.00", True))
        self.assertFalse(self.mentor.must(*add, "--mark", "6", json=True)["weak"])
        self.assertCode(self.mentor.run(*add, "--mark", "11"), INVALID)
        self.assertCode(self.other.run(*add, "--mark", "5"), NOT_FOUND)

    def test_error_causes_have_a_trend_and_can_be_extended(self):
        number = self.school.student_no(2)
        add = ("errorcause", "add", "--student", number, "--subject", "数学", "--cause")
        refused = self.mentor.run(*add, "审题不清", "--on", "2026-05-04")
        self.assertCode(refused, INVALID)
        self.assertIn("errorcause kinds", refused.stderr)
        self.lead.must("errorcause", "add-kind", "审题不清")
        self.assertCode(self.lead.run("errorcause", "add-kind", "计算失误"), CONFLICT)
        for cause, day, errors in (("计算失误", "2026-05-04", 5), ("计算失误", "2026-05-18", 2),
                                   ("审题不清", "2026-06-01", 1), ("计算失误", "2026-06-02", 3)):
            self.mentor.must(*add, cause, "--on", day, "--errors", str(errors))
        rows = self.mentor.must("errorcause", "list", "--student", number, json=True)["rows"]
        self.assertEqual([(r["month"], r["cause"], r["errors"], r["change"]) for r in rows],
                         [("2026-06", "计算失误", 3, -4), ("2026-06", "审题不清", 1, 1),
                          ("2026-05", "计算失误", 7, None), ("2026-05", "审题不清", 0, None)])

    def test_stages_say_what_is_missing_until_it_is_there(self):
        number = self.school.student_no(3)

        def missing(until):
            shown = self.lead.must("stage", "show", "--student", number, "--as-of", until,
                                   json=True)
            return shown["stage"], {r["artefact"] for r in shown["rows"]
                                    if r["stage"] == shown["stage"] and r["missing"]}

        self.assertEqual(missing("2026-05-20"),
                         ("remedy", {"tutoring_concept", "tutoring_example", "tutoring_variation",
                                     "error_causes", "mind_map"}))
        record = self.mentor.must("record", "add", "--student", number, "--group", "academic",
                                  "--kind", "tutoring", "--channel", "face_to_face", "--held-at",
                                  "2026-05-12T16:30", "--minutes", "40", json=True)["id"]
        for step, exercises in (("基础概念", 2), ("典型例题", 3), ("变式训练", 5)):
            done = self.mentor.must("tutoring", "add", "--record", record, "--step", step,
                                    "--subject", "数学", "--exercises", str(exercises),
                                    "--correct", "2", "--known", "3", "--questions", "1", json=True)
            self.assertEqual(done["missing_exercises"], 5 - exercises)
        wrong = self.mentor.run("tutoring", "add", "--record", record, "--step", "concept",
                                "--subject", "数学", "--exercises", "2", "--correct", "3")
        self.assertCode(wrong, INVALID)
        self.mentor.must("errorcause", "add", "--student", number, "--subject", "数学", "--cause",
                         "理解偏差", "--on", "2026-05-12")
        self.assertEqual(missing("2026-05-20")[1], {"mind_map"})
        path = self.write("map.png", PNG)
        self.mentor.must("artefact", "add", "--student", number, "--kind", "mind_map", "--title",
                         "二次函数", "--on", "2026-05-13", "--file", path)
        self.assertEqual(missing("2026-05-20")[1], set())
        self.assertEqual(missing("2026-11-03"),
                         ("improvement", {"review_plan", "multiple_solution"}))
        gaps = self.mentor.must("stage", "list", "--as-of", "2026-05-20", json=True)
        self.assertEqual((gaps["students"], gaps["complete"]), (3, 1))
        self.assertNotIn(number, {r["student_no"] for r in gaps["rows"]})

    def write(self, name, content):
        path = str(self.district.folder / name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def test_z_a_file_comes_back_as_it_went_in(self):
        """By its content, not its name; too large or unknown is refused, and nothing is stored."""
        add = ("artefact", "add", "--student", self.number, "--kind", "work", "--title", "海报",
               "--on", "2026-06-01")
        content = PNG + os.urandom(1024 * 1024 - len(PNG))
        done = self.mentor.must(*add, "--file", self.write("work.txt", content), json=True)
        self.assertEqual(done["media_type"], "image/png")
        saved = str(self.district.folder / "saved.png")
        shown = self.mentor.must("artefact", "show", done["id"], "--save", saved, json=True)
        self.assertNotIn("file", shown.json)
        with open(saved, "rb") as file:
            self.assertEqual(file.read(), content)
        self.assertEqual(os.stat(saved).st_mode & 0o777, 0o600)
        with open(saved, "w", encoding="utf-8") as file:
            file.write("mine")
        again = subprocess.run([JIEDUI, "artefact", "show", done["id"], "--save", saved],
                               env=self.mentor.environment, capture_output=True, timeout=60, check=False)
        self.assertEqual(again.returncode, LOCAL)
        self.assertIn(f"{saved} is there already: give another name, or --yes".encode(), again.stderr)
        self.assertEqual(os.stat(saved).st_size, 4)
        self.mentor.must("artefact", "show", done["id"], "--save", saved, "--yes")
        self.assertGreater(os.stat(saved).st_size, 4)
        for name, bad, code in (("big.png", content + b"x", INVALID), ("a.png", b"MZ\x90", INVALID),
                                ("huge.png", bytes(3 * 1024 * 1024 + 1), USAGE)):
            self.assertCode(self.mentor.run(*add, "--file", self.write(name, bad)), code)
        self.assertCode(self.mentor.run(*add, "--file", "/no/such/file"), LOCAL)
        self.assertCode(self.mentor.run(*add), INVALID)
        self.assertCode(self.other.run("artefact", "show", done["id"]), NOT_FOUND)
        listed = self.mentor.must("artefact", "list", "--student", self.number, json=True)["rows"]
        self.assertEqual([r["bytes"] for r in listed], [1024 * 1024])
        self.lead.must("erase", "--student", self.number, "--reason", "监护人要求")
        emptied = self.lead.must("artefact", "show", done["id"], json=True)
        self.assertEqual((emptied["title"], emptied["content"]), ("已删除", "已删除"))
        self.assertCode(self.lead.run("artefact", "show", done["id"], "--save", saved + "2"),
                        INVALID)

    def test_progress_names_those_who_share(self):
        """S76: ten percentage points, exactly ten included; absentees have no progress."""
        rows = []
        for n, first, last in ((1, 50, 60), (2, 50, 59), (3, 80, None)):
            for day, mark in (("2026-03-10", first), ("2026-11-10", last)):
                rows.append([self.school.student_no(n), "英语", "midterm", day, 100,
                             "" if mark is None else mark])
        self.school.add("scores", rows, "student_no,subject,exam,taken_on,full_mark,mark")
        listed = self.lead.must("progress", "list", json=True)["rows"]
        self.assertEqual([(r["student_no"], r["gain"], r["clear"]) for r in listed],
                         [(self.school.student_no(1), "10.00", True),
                          (self.school.student_no(2), "9.00", False)])
        sharers = self.mentor.must("progress", "list", "--sharers", json=True)["rows"]
        self.assertEqual([r["student_no"] for r in sharers], [self.school.student_no(1)])

    def test_meetings_have_an_attendance(self):
        """S75, R31: the mentor notes method meetings of the own students, the lead all."""
        refused = self.mentor.run("meeting", "add", "--kind", "mobilisation", "--on", "2026-03-03")
        self.assertCode(refused, DENIED)
        held = self.mentor.must("meeting", "add", "--kind", "方法交流会", "--on", "2026-05-20",
                                "--topic", "错题本", json=True)["id"]
        done = self.mentor.must("meeting", "attend", held, "--student", self.number, "--student",
                                self.school.student_no(2), "--staff", "T001", json=True)
        self.assertEqual((done["students"], done["staff"]), (2, 1))
        done = self.mentor.must("meeting", "attend", held, "--student", self.number, "--shared",
                                json=True)
        self.assertEqual(done["students"], 2)
        foreign = self.mentor.run("meeting", "attend", held, "--student", self.school.student_no(6))
        self.assertCode(foreign, NOT_FOUND)
        self.assertCode(self.other.run("meeting", "attend", held, "--staff", "T002"), NOT_FOUND)
        listed = self.lead.must("meeting", "list", json=True)["rows"]
        self.assertEqual([(r["students"], r["staff"], r["sharers"]) for r in listed], [(2, 1, 1)])


if __name__ == "__main__":
    main()
