"""integration.agreement: from the plan's template to signature, amendment and end (S56–S62, S92)."""

from concurrent.futures import ThreadPoolExecutor

from district import DistrictTest, main
from school import School

NOT_FOUND, CONFLICT, PERMISSION_DENIED, INVALID = 4, 5, 6, 3


class Agreement(DistrictTest):
    settings = {"clock": "2026-03-20T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.school.people(students=10, mentors=2, groups=("academic", "general"))
        cls.lead = cls.school.lead
        cls.mentor = cls.school.mentor_account("T001", "m1")
        cls.lead.must("account", "add", "--account", "s1", "--role", "student", "--student",
                      cls.school.student_no(1), "--password-stdin", stdin="s1 password\n")
        cls.student = cls.district.client("s1", "s1 password")

    def pair(self, n, mentor="T001", group="academic", on="2026-03-05"):
        return self.school.pair(n, mentor, on, group, json=True)["id"]

    def show(self, pairing, who=None):
        return (who or self.lead).must("agreement", "show", "--pairing", pairing, json=True)

    def test_from_draft_to_end(self):
        pairing = self.pair(1)
        self.assertEqual(self.lead.run("agreement", "show", "--pairing", pairing).code, NOT_FOUND)
        self.mentor.must("agreement", "draft", "--pairing", pairing)
        again = self.lead.run("agreement", "draft", "--pairing", pairing)
        self.assertEqual(again.code, CONFLICT)
        self.assertIn("amend", again.stderr)
        drafted = self.show(pairing)
        self.assertEqual((drafted["state"], drafted["version"], drafted["to_be_signed"]),
                         ("draft", 1, True))
        # S92: the numbers on the agreement are the plan's.
        self.assertEqual((drafted["meetings_per_week"], drafted["feedback_per_month"],
                          drafted["tutoring_per_week"]), (1, 1, 2))
        for part in ("goals", "measures", "schedule", "duties"):
            self.assertTrue(drafted[part], part)
        self.mentor.must("agreement", "sign", "--pairing", pairing, "--on", "2026-03-16")
        self.assertEqual(self.show(pairing)["state"], "draft")
        self.student.must("agreement", "sign", "--pairing", pairing, "--on", "2026-03-18")
        self.lead.must("agreement", "sign", "--pairing", pairing, "--on", "2026-03-19", "--by",
                       "guardian")
        signed = self.show(pairing, self.student)
        self.assertEqual((signed["state"], signed["signed_on"], signed["mentor_signed_on"],
                          signed["student_signed_on"], signed["guardian_signed_on"],
                          signed["to_be_signed"]),
                         ("signed", "2026-03-18", "2026-03-16", "2026-03-18", "2026-03-19", False))
        self.mentor.must("agreement", "amend", "--pairing", pairing, "--schedule", "周三第八节",
                         "--reason", "课表调整", "--of-version", "1")
        changed = self.show(pairing)
        self.assertEqual((changed["version"], changed["state"], changed["signed_on"],
                          changed["to_be_signed"]), (2, "signed", "2026-03-18", True))
        self.assertEqual([(r["version"], r["part"], r["before"], r["after"], r["reason"])
                          for r in changed["rows"]],
                         [(2, "schedule", drafted["schedule"], "周三第八节", "课表调整")])
        stale = self.lead.run("agreement", "amend", "--pairing", pairing, "--goals", "x",
                              "--of-version", "1")
        self.assertEqual(stale.code, CONFLICT)
        self.assertIn("in between", stale.stderr)
        self.lead.must("agreement", "sign", "--pairing", pairing, "--on", "2026-03-20")
        self.assertFalse(self.show(pairing)["to_be_signed"])
        self.lead.must("agreement", "end", "--pairing", pairing, "--on", "2026-03-20", "--reason",
                       "目标已达成")
        self.assertEqual(self.show(pairing)["state"], "ended")
        for words in (("sign", "--on", "2026-03-20"), ("amend", "--goals", "x"),
                      ("end", "--on", "2026-03-20", "--reason", "再次")):
            outcome = self.lead.run("agreement", words[0], "--pairing", pairing, *words[1:])
            self.assertEqual(outcome.code, CONFLICT, str(outcome))

    def test_a_paper_signed_by_both(self):
        pairing = self.pair(2, group="general")
        self.lead.must("agreement", "draft", "--pairing", pairing, "--goals", "养成阅读习惯")
        self.lead.must("agreement", "sign", "--pairing", pairing, "--on", "2026-03-16")
        shown = self.show(pairing)
        self.assertEqual((shown["state"], shown["signed_on"], shown["goals"],
                          shown["tutoring_per_week"]), ("signed", "2026-03-16", "养成阅读习惯", 0))
        # The pairing's end is the agreement's.
        self.lead.must("pairing", "end", pairing, "--on", "2026-03-19", "--reason", "转学")
        shown = self.show(pairing)
        self.assertEqual((shown["state"], shown["ended_on"], shown["end_reason"]),
                         ("ended", "2026-03-19", "转学"))

    def test_days_on_which_nobody_signs(self):
        pairing = self.pair(3)
        self.lead.must("agreement", "draft", "--pairing", pairing)
        for day in ("2026-03-04", "2026-03-21"):
            outcome = self.lead.run("agreement", "sign", "--pairing", pairing, "--on", day)
            self.assertEqual(outcome.code, CONFLICT, str(outcome))
        self.assertEqual(self.lead.run("agreement", "sign", "--pairing", pairing, "--on",
                                       "2026-02-30").code, INVALID)
        self.assertEqual(self.lead.run("agreement", "sign", "--on", "2026-03-16").code, INVALID)
        self.assertEqual(self.show(pairing)["state"], "draft")

    def test_a_mentor_signs_as_mentor_alone(self):
        pairing = self.pair(4)
        self.lead.must("agreement", "draft", "--pairing", pairing)
        outcome = self.mentor.run("agreement", "sign", "--pairing", pairing, "--on", "2026-03-16",
                                  "--by", "student")
        self.assertEqual(outcome.code, PERMISSION_DENIED, str(outcome))
        other = self.pair(5, "T002")
        self.lead.must("agreement", "draft", "--pairing", other)
        for words in (("show",), ("sign", "--on", "2026-03-16"), ("amend", "--goals", "x")):
            self.assertEqual(self.mentor.run("agreement", words[0], "--pairing", other,
                                             *words[1:]).code, NOT_FOUND)

    def test_all_of_a_ceremony(self):
        for n in (6, 7, 8):
            self.pair(n, "T002", "general")
        drafted = self.lead.must("agreement", "draft", "--all", json=True)["drafted"]
        self.assertGreaterEqual(drafted, 3)
        self.assertEqual(self.lead.must("agreement", "draft", "--all", json=True)["drafted"], 0)
        signed = self.lead.must("agreement", "sign", "--all", "--on", "2026-03-16", json=True)
        self.assertGreaterEqual(signed["signed"], 3)
        self.assertEqual(signed["signed"], signed["complete"])
        self.assertEqual(self.mentor.run("agreement", "sign", "--all", "--on",
                                         "2026-03-16").code, INVALID)

    def test_two_who_amend_one_draft(self):
        """Neither change is lost: one is stored, the other refused and told to look."""
        pairing = self.pair(9)
        self.lead.must("agreement", "draft", "--pairing", pairing)
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(
                lambda who: who.run("agreement", "amend", "--pairing", pairing, "--goals",
                                    who.name, "--of-version", "1"), (self.lead, self.mentor)))
        self.assertEqual(sorted(o.code for o in outcomes), [0, CONFLICT])
        winner = next(who for who, o in zip((self.lead, self.mentor), outcomes) if o.code == 0)
        shown = self.show(pairing)
        self.assertEqual((shown["version"], shown["goals"]), (2, winner.name))


if __name__ == "__main__":
    main()
