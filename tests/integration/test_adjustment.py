"""integration.adjustment: a mentor leaves, is away, is changed on request; a student moves; an
import is taken back (S27, S28, R39)."""

from district import DistrictTest, main
from school import GP, MS, School

CONFLICT, INVALID, NOT_FOUND, DENIED = 5, 3, 4, 6
UNTIL = ("--until", "2026-05-31")


class Adjustment(DistrictTest):
    settings = {"clock": "2026-05-31T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()

    def setUp(self):
        if not hasattr(type(self), "school"):
            type(self).school = School(self.district, self.admin)
            type(self).ms = School(self.district, self.admin, MS, "MS 中学", "lead.ms",
                                   area="990108")
            self.school.people(students=30, mentors=12, capacity=4)
            self.ms.people(students=2, mentors=1)
        self.lead = self.school.lead

    def pair(self, n, mentor, on="2026-03-02", sign=False):
        pairing = self.school.pair(n, mentor, on, json=True)["id"]
        if sign:
            self.lead.must("agreement", "draft", "--pairing", pairing)
            self.lead.must("agreement", "sign", "--pairing", pairing, "--on", "2026-03-16")
        return pairing

    def record(self, who, n, held_at, *words):
        return who.run("record", "add", "--student", self.school.student_no(n), "--group",
                       "academic", "--kind", "meeting", "--channel", "face_to_face", "--held-at",
                       held_at, "--minutes", "30", *words)

    def test_all_students_of_a_leaving_mentor_are_placed_anew(self):
        old = [self.pair(n, "T001") for n in (1, 2, 3)]
        draft = self.lead.must("pairing", "replan", "--mentor", "T001", "--on", "2026-05-18",
                               json=True)
        self.assertEqual((draft["requests"], draft["waiting"]), (3, 0))
        shown = self.lead.must("match", "show", draft["run_id"], json=True)["rows"]
        self.assertEqual({r["student_no"] for r in shown},
                         {self.school.student_no(n) for n in (1, 2, 3)})
        self.assertNotIn("T001", {r["staff_no"] for r in shown})
        edited = self.lead.run("match", "adjust", draft["run_id"], "--student",
                               self.school.student_no(1), "--group", "academic", "--mentor", "T001",
                               "--reason", "家长要求")
        self.assertNotEqual(edited.code, 0)
        done = self.lead.must("match", "publish", draft["run_id"], json=True)
        self.assertEqual((done["pairings"], done["ended_pairings"]), (3, 3))
        for n, pairing in zip((1, 2, 3), old):
            history = self.lead.must("pairing", "history", "--student", self.school.student_no(n),
                                     json=True)["rows"]
            self.assertEqual(len(history), 2)
            ended = next(r for r in history if r["id"] == pairing)
            new = next(r for r in history if r["id"] != pairing)
            self.assertEqual((ended["ended_on"], ended["end_reason"]), ("2026-05-18", "导师离任"))
            self.assertEqual((new["started_on"], new["replaces"]), ("2026-05-18", pairing))
        nothing = self.lead.run("pairing", "replan", "--mentor", "T001", "--on", "2026-05-18")
        self.assertCode(nothing, CONFLICT)
        refused = self.school.pair(4, "T001", "2026-05-20")
        self.assertCode(refused, CONFLICT)
        self.assertIn("has left", refused.stderr)
        before = self.school.pair(4, "T001", "2026-05-04", json=True)
        self.assertEqual(before.code, 0, str(before))

    def test_a_deputy_stands_in(self):
        """What the deputy does in these days counts for the pairing; before and after, nothing."""
        pairing = self.pair(6, "T003", sign=True)
        deputy = self.school.mentor_account("T004", "deputy")
        self.assertCode(self.record(deputy, 6, "2026-04-15T16:00"), NOT_FOUND)
        absence = self.lead.must("absence", "add", "--mentor", "T003", "--from", "2026-04-13",
                                 "--until", "2026-04-24", "--deputy", "T004", json=True)["id"]
        met = self.lead.must("compliance", "show", "--pairing", pairing, *UNTIL, json=True)["rows"]
        self.assertEqual(met[0]["met"], 0)
        for day in ("2026-04-15", "2026-04-22"):
            done = self.record(deputy, 6, f"{day}T16:00")
            self.assertEqual(done.code, 0, str(done))
        refused = self.record(deputy, 6, "2026-04-27T16:00")
        self.assertCode(refused, CONFLICT)
        met = self.lead.must("compliance", "show", "--pairing", pairing, *UNTIL, json=True)["rows"]
        self.assertEqual(met[0]["met"], 2)
        again = self.lead.run("absence", "add", "--mentor", "T003", "--from", "2026-04-20",
                              "--until", "2026-04-30", "--deputy", "T005")
        self.assertCode(again, CONFLICT)
        self.lead.must("absence", "end", absence, "--on", "2026-04-17")
        met = self.lead.must("compliance", "show", "--pairing", pairing, *UNTIL, json=True)["rows"]
        self.assertEqual(met[0]["met"], 1)
        self.assertEqual(len(deputy.must("absence", "list", json=True)["rows"]), 1)

    def test_a_change_on_request(self):
        """R39: asked for by the student, decided by the lead, once."""
        pairing = self.pair(8, "T005")
        self.lead.must("account", "add", "--account", "s8", "--role", "student", "--student",
                       self.school.student_no(8), "--password-stdin", stdin="s8 password\n")
        pupil = self.district.client("s8", "s8 password")
        ask = ("change", "request", "--pairing", pairing, "--reason", "时间总是冲突")
        asked = pupil.must(*ask, "--mentor", "T006", json=True)["id"]
        self.assertCode(pupil.run(*ask), CONFLICT)
        other = self.pair(9, "T005")
        self.assertCode(pupil.run("change", "request", "--pairing", other, "--reason", "不想"),
                        NOT_FOUND)
        self.assertCode(pupil.run("change", "approve", asked), DENIED)
        done = self.lead.must("change", "approve", asked, "--on", "2026-05-11", "--never-again",
                              json=True)
        new = self.lead.must("pairing", "show", done["pairing"], json=True)
        self.assertEqual((new["staff_no"], new["started_on"], new["replaces"]),
                         ("T006", "2026-05-11", pairing))
        self.assertCode(self.lead.run("change", "approve", asked), CONFLICT)
        self.lead.must("pairing", "end", done["pairing"], "--on", "2026-05-20", "--reason", "换回")
        back = self.school.pair(8, "T005", "2026-05-21")
        self.assertCode(back, CONFLICT)
        self.assertIn("forbidden", back.stderr)
        mine = pupil.must("change", "list", json=True)["rows"]
        self.assertEqual([r["state"] for r in mine], ["approved"])

    def test_today_tells_the_lead_whose_qualification_lapsed(self):
        """It ends no pairing; it is the lead's to see to."""
        self.pair(25, "T010", sign=True)
        self.pair(26, "T010")
        self.school.add("qualifications", [["T010", "subject_teaching", "2026-05-30", ""]])
        on = {day: self.lead.must("today", "--on", day, json=True)
              for day in ("2026-05-30", "2026-05-31")}
        self.assertNotIn("T010", {r["staff_no"] for r in on["2026-05-30"]["lapsed"]})
        self.assertIn(("T010", "academic", 2), [(r["staff_no"], r["group"], r["pairings"])
                                                for r in on["2026-05-31"]["lapsed"]])
        mentor = self.school.mentor_account("T010", "m10")
        mine = mentor.must("today", json=True)
        self.assertEqual((mine["lapsed"], mine["unsigned_pairings"], mine["open_changes"]),
                         ([], 1, None))

    def test_an_evaluation_s_outcome_waits_for_the_lead(self):
        """S27: re-pair, exit and adjust each leave a change to decide."""
        pairings = {outcome: self.pair(n, "T007", sign=True)
                    for n, outcome in ((10, "re_pair"), (11, "exit"), (12, "adjust"))}
        self.lead.must("evaluation", "open", "--on", "2026-05-20")
        for outcome, pairing in pairings.items():
            for _ in range(2):
                self.lead.must("evaluation", "fill", "--pairing", pairing, "--on", "2026-05-20",
                               "--outcome", outcome)
        open_ones = {r["pairing"]: r for r in
                     self.lead.must("change", "list", "--open", json=True)["rows"]
                     if r["pairing"] in pairings.values()}
        self.assertEqual({o: open_ones[p]["kind"] for o, p in pairings.items()},
                         {"re_pair": "mentor", "exit": "exit", "adjust": "agreement"})
        adjust = open_ones[pairings["adjust"]]["id"]
        early = self.lead.run("change", "approve", adjust)
        self.assertCode(early, CONFLICT)
        self.assertIn("amend", early.stderr)
        self.lead.must("change", "approve", open_ones[pairings["exit"]]["id"], "--on", "2026-05-25")
        shown = self.lead.must("student", "show", "--student", self.school.student_no(11),
                               json=True)
        self.assertEqual([n["closed_on"] for n in shown["needs"]], ["2026-05-25"])
        self.assertEqual([p["ended_on"] for p in shown["pairings"]], ["2026-05-25"])
        self.lead.must("change", "decline", open_ones[pairings["re_pair"]]["id"], "--reason",
                       "再试一个月")

    def test_a_student_moves_to_another_campus(self):
        """The open need goes on there, the pairing ends here, and on any day one campus counts."""
        number = self.school.student_no(14)
        pairing = self.pair(14, "T008", sign=True)
        before = self.figures("2026-05-10")
        moved = self.lead.must("transfer", "--student", number, "--to", MS, "--on", "2026-05-11",
                               "--class-name", "3班", json=True)
        self.assertEqual((moved["ended_pairings"], moved["needs"]), (1, 1))
        self.assertEqual(self.figures("2026-05-10"), before)
        after = self.figures("2026-05-11")
        self.assertEqual({c: (n - before[c][0], w - before[c][1]) for c, (n, w) in after.items()},
                         {GP: (-1, -1), MS: (1, 1)})
        self.assertEqual(self.lead.must("pairing", "show", pairing, json=True)["end_reason"], "转学")
        there = self.ms.lead.must("student", "show", "--student", number, json=True)
        self.assertEqual((there["class_name"], there["enrolled_on"], len(there["needs"])),
                         ("3班", "2026-05-11", 1))
        came = self.ms.lead.must("transfer", "list", json=True)["rows"]
        self.assertEqual((came[0]["campus_code"], came[0]["agreements"][0]["mentor_name"]),
                         (GP, "老师T008"))
        paired = self.ms.lead.run("pairing", "add", "--student", number, "--group", "academic",
                                  "--mentor", "T001", "--on", "2026-05-12")
        self.assertEqual(paired.code, 0, str(paired))
        self.assertCode(self.lead.run("transfer", "--student", number, "--to", MS, "--on",
                                      "2026-05-12"), CONFLICT)
        self.assertCode(self.lead.run("transfer", "--student", self.school.student_no(15), "--to",
                                      "9999999999", "--on", "2026-05-12"), INVALID)

    def figures(self, day):
        rows = self.admin.must("statistics", "district", "--as-of", day, json=True)["rows"]
        return {r["campus_code"]: (r["students"], r["in_need_students"]) for r in rows}

    def test_an_import_is_taken_back(self):
        """Whole or not at all, and not when something was built on it."""
        number = "L000000000000009991"
        path = self.school.write("students", [[number, "新生", "男", "2010-01-02", 31, "1班"]],
                                 "student_no,name,gender,born_on,grade,class_name")
        made = self.lead.must("import", "students", path, json=True)["import_id"]
        path = self.school.write(
            "students", [[number, "改名", "男", "2010-01-02", 31, "2班"]],
            "student_no,name,gender,born_on,grade,class_name")
        renamed = self.lead.must("import", "students", path, json=True)["import_id"]
        self.assertCode(self.lead.run("import", "undo", made), CONFLICT)
        self.assertIn(renamed, {r["id"] for r in
                                self.lead.must("import", "list", json=True)["rows"]})
        self.lead.must("import", "undo", renamed)
        shown = self.lead.must("student", "show", "--student", number, json=True)
        self.assertEqual((shown["name"], shown["class_name"]), ("新生", "1班"))
        self.lead.must("import", "undo", made)
        self.assertCode(self.lead.run("student", "show", "--student", number), NOT_FOUND)
        self.assertCode(self.lead.run("import", "undo", made), NOT_FOUND)
        again = self.lead.must("import", "students", path, json=True)["import_id"]
        # As one was noted once, the directory's row by itself, the student as JSON.
        self.district.sql("update import_change as c set after = to_jsonb(s) from student as s "
                          "where s.campus_id = c.campus_id and s.id = c.student_id "
                          f"and s.student_no = '{number}'")
        self.district.sql(
            "insert into import_change (campus_id, request_id, tab, after, student_id, made_at) "
            "select c.campus_id, c.request_id, 'student_directory', to_jsonb(d), d.student_id, "
            "c.made_at from import_change as c join student_directory as d using (student_id) "
            f"where d.student_no = '{number}'")
        self.lead.must("import", "undo", again)
        awkward = self.school.write("students", [["L000000000000009992", "新,生)", "男", "2010-01-02",
                                                  31, "1班", 'a "b",)']],
                                    "student_no,name,gender,born_on,grade,class_name,class_seat")
        text = self.lead.must("import", "students", awkward, json=True)["import_id"]
        self.assertEqual(self.district.sql("select jsonb_typeof(after) from import_change where "
                                           f"import_run(request_id) = import_run('{text}')"),
                         [["string"]])
        # A column that comes later makes no difference.
        self.district.sql("alter table student add column later text")
        self.addCleanup(self.district.sql, "alter table student drop column later")
        self.lead.must("import", "undo", text)
        self.assertEqual(self.district.sql("select count(*) from student_directory "
                                           f"where student_no = '{number}'"), [["0"]])
        self.assertEqual(self.lead.run("import", "students", path).code, 0)

    def test_an_import_of_needs_that_was_paired_stays(self):
        rows = [[self.school.student_no(20), "general", 2, "home_visit", "2026-03-01"],
                [self.school.student_no(21), "general", 2, "home_visit", "2026-03-01"]]
        columns = "student_no,group,severity,source,opened_on"
        made = self.lead.must("import", "needs", self.school.write("needs", rows, columns),
                              json=True)["import_id"]
        self.school.add("mentors", [["T009", "general", 4, "Mon4", 0]])
        pairing = self.school.pair(20, "T009", "2026-03-05", "general", json=True)
        self.assertEqual(pairing.code, 0, str(pairing))
        self.assertCode(self.lead.run("import", "undo", made), CONFLICT)
        needs = self.lead.must("student", "show", "--student", self.school.student_no(21),
                               json=True)["needs"]
        self.assertEqual(len(needs), 2)


if __name__ == "__main__":
    main()
