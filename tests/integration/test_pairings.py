"""Pairings: added, ended with a reason, reassigned, made again; history stays."""

import json

from district import DistrictTest, main
from school import School

USAGE, INVALID, NOT_FOUND, CONFLICT = 2, 3, 4, 5


class Pairings(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.admin.must("plan", "set", "cap", "40")  # places are another file's story
        cls.school.people(students=30, mentors=3, capacity=40, groups=("academic", "talent"))
        cls.lead = cls.school.lead
        cls.n = 0

    def student(self):
        type(self).n += 1
        return self.n

    def pair(self, n, mentor="T001", **options):
        outcome = self.school.pair(n, mentor, json=True, **options)
        self.assertCode(outcome, 0)
        return outcome["id"]

    def end(self, pairing, on="2026-03-04", reason="目标达成"):
        return self.lead.run("pairing", "end", pairing, "--on", on, "--reason", reason)

    def test_the_end_is_exclusive(self):
        """Active on its first day, no more on its last."""
        n = self.student()
        pairing = self.pair(n, on="2026-02-25")
        self.assertCode(self.end(pairing), 0)
        for day, active in (("2026-02-24", False), ("2026-02-25", True), ("2026-03-03", True),
                            ("2026-03-04", False)):
            rows = self.school.pairings("--as-of", day, "--student", self.school.student_no(n))
            self.assertEqual([r["id"] for r in rows], [pairing] if active else [], day)

    def test_an_end_needs_a_reason_and_comes_once(self):
        pairing = self.pair(self.student())
        self.assertCode(self.lead.run("pairing", "end", pairing, "--on", "2026-03-04"), USAGE)
        self.assertCode(self.end(pairing, reason=""), INVALID)
        self.assertCode(self.end(pairing, on="2026-03-01"), INVALID)
        self.assertCode(self.end(pairing), 0)
        again = self.end(pairing)
        self.assertCode(again, CONFLICT)
        self.assertIn("2026-03-04", again.stderr)
        shown = self.lead.must("pairing", "show", pairing, json=True)
        self.assertEqual((shown["ended_on"], shown["end_reason"], shown["ended_by"]),
                         ("2026-03-04", "目标达成", "lead.gp"))

    def test_a_student_has_one_mentor_in_a_group(self):
        n = self.student()
        self.pair(n)
        self.assertCode(self.school.pair(n, "T002"), CONFLICT)
        self.pair(n, "T002", group="talent")
        self.assertEqual(len(self.school.pairings("--student", self.school.student_no(n))), 2)

    def test_the_same_two_again(self):
        """After an end, from that very day on; both stay in the history."""
        n = self.student()
        first = self.pair(n)
        self.assertCode(self.school.pair(n, "T001", on="2026-03-04"), CONFLICT)
        self.assertCode(self.end(first), 0)
        second = self.pair(n, on="2026-03-04")
        history = self.lead.must("pairing", "history", "--student", self.school.student_no(n),
                                 json=True)["rows"]
        self.assertEqual([(r["id"], r["started_on"], r["ended_on"], r["end_reason"])
                          for r in sorted(history, key=lambda r: r["started_on"])],
                         [(first, "2026-03-02", "2026-03-04", "目标达成"),
                          (second, "2026-03-04", None, None)])

    def test_reassigning(self):
        n = self.student()
        first = self.pair(n)
        reply = self.lead.must("pairing", "reassign", first, "--mentor", "T002", "--on",
                               "2026-03-04", "--reason", "导师请假", json=True)
        self.assertEqual(reply["replaces"], first)
        rows = self.school.pairings("--student", self.school.student_no(n))
        self.assertEqual([(r["id"], r["staff_no"], r["started_on"]) for r in rows],
                         [(reply["id"], "T002", "2026-03-04")])
        old = self.lead.must("pairing", "show", first, json=True)
        self.assertEqual((old["ended_on"], old["end_reason"]), ("2026-03-04", "导师请假"))
        self.assertEqual(self.lead.must("pairing", "show", reply["id"], json=True)["replaces"], first)
        self.assertCode(self.lead.run("pairing", "reassign", reply["id"], "--mentor", "T002", "--on",
                                      "2026-03-05", "--reason", "x"), INVALID)
        self.assertCode(self.lead.run("pairing", "reassign", first, "--mentor", "T003", "--on",
                                      "2026-03-05", "--reason", "x"), CONFLICT)

    def test_nobody_unqualified(self):
        """Declared but not qualified, qualified but expired, not declared: never paired."""
        n = self.student()
        self.school.add("staff", [[f"T02{k}", f"丁{k}", "教师"] for k in range(4)])
        self.school.add("mentors", [["T020", "academic", 5, "", 0], ["T021", "academic", 5, "", 0],
                                    ["T022", "academic", 5, "", 0]])
        self.school.add("qualifications", [["T021", "subject_teaching", "2026-03-01", ""],
                                           ["T022", "contest_coaching", "2026-12-31", ""],
                                           ["T023", "subject_teaching", "2026-12-31", ""]])
        for mentor in ("T020", "T021", "T022", "T023"):
            with self.subTest(mentor):
                self.assertIn(self.school.pair(n, mentor).code, (NOT_FOUND, CONFLICT))
        self.pair(n, "T021", on="2026-03-01")  # the last day on which it counts

    def test_a_forbidden_pair(self):
        n = self.student()
        self.lead.must("match", "forbid", "--student", self.school.student_no(n), "--mentor", "T001",
                       "--reason", "亲属")
        self.assertCode(self.school.pair(n, "T001"), CONFLICT)
        self.lead.must("match", "allow", "--student", self.school.student_no(n), "--mentor", "T001")
        self.pair(n)

    def test_a_dry_run_stores_nothing(self):
        n = self.student()
        outcome = self.lead.run("pairing", "add", "--student", self.school.student_no(n), "--group",
                                "academic", "--mentor", "T001", "--on", "2026-03-02", "--dry-run")
        self.assertCode(outcome, 0)
        self.assertEqual(self.school.pairings("--student", self.school.student_no(n)), [])

    def test_lists_go_on_after_a_key(self):
        """Page by page as in one piece."""
        for _ in range(5):
            self.pair(self.student())
        whole = self.school.pairings()
        rows, after = [], ()
        while True:
            page = self.lead.must("pairing", "list", "--limit", "2", *after, json=True)["rows"]
            rows += page
            if len(page) < 2:
                break
            after = ("--after", page[-1]["id"])
        self.assertEqual(json.dumps(rows), json.dumps(whole))
        self.assertCode(self.lead.run("pairing", "list", "--limit", "10001"), INVALID)
        self.assertCode(self.lead.run("pairing", "list", "--limit", "0"), INVALID)

    def test_a_mentor_sees_the_own_ones(self):
        n, other = self.student(), self.student()
        own = self.pair(n)
        foreign = self.pair(other, "T002")
        mentor = self.school.mentor_account("T001", f"m{n}")
        for words in ((), ("--mine",)):
            rows = mentor.must("pairing", "list", *words, json=True)["rows"]
            self.assertIn(own, [r["id"] for r in rows])
            self.assertEqual({r["staff_no"] for r in rows}, {"T001"})
        self.assertCode(mentor.run("pairing", "show", foreign), NOT_FOUND)

    def test_masked_on_screen_and_whole_in_json(self):
        n = self.student()
        self.pair(n)
        number = self.school.student_no(n)
        for form in ((), ("-o", "csv")):
            out = self.lead.must("pairing", "list", "--student", number, *form).stdout
            self.assertEqual(number in out, form != (), out)
        self.assertIn(f"{number[:5]}**********{number[-4:]}",
                      self.lead.must("pairing", "list", "--student", number).stdout)


if __name__ == "__main__":
    main()
