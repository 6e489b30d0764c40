"""integration.reach: who sees which student by name, by class, lesson, pairing and own account."""

from district import DistrictTest, main
from school import School, student

WORDS = "a long passphrase"


class Reach(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.lead = cls.school.lead
        cls.no = [cls.school.student_no(n) for n in range(0, 7)]
        rows = [student(n) for n in range(1, 7)]
        for row in rows[3:]:
            row[-1] = "2班"
        cls.school.add("students", rows)
        cls.school.add("staff", [["T001", "教师一", "教师"], ["T002", "教师二", "教师"]])
        cls.school.add("mentors", [["T002", "academic", 5, "Mon4", 0]])
        cls.school.add("qualifications", [["T002", "subject_teaching", "2026-12-31", ""]])
        cls.school.add("needs", [[cls.no[n], "academic", 3, "home_visit", "2026-02-23"]
                                 for n in range(1, 6)])
        cls.school.add("needs", [[cls.no[1], "psychological", 4, "home_visit", "2026-02-23"]])
        cls.lead.must("class", "assign", "--staff", "T001", "--grade", "31", "--class-name", "1班")
        cls.lead.must("class", "assign", "--staff", "T002", "--grade", "31", "--class-name", "2班",
                      "--subject", "数学")

    def person(self, account, role, *words):
        self.lead.must("account", "add", "--account", account, "--role", role, *words,
                       "--password-stdin", stdin=WORDS + "\n")
        return self.district.client(account, WORDS)

    def seen(self, client):
        return [self.no.index(r["student_no"])
                for r in client.must("student", "list", json=True)["rows"]]

    def test_a_class_teacher_sees_the_own_class(self):
        teacher = self.person("class.one", "class_teacher", "--staff", "T001")
        self.assertEqual(self.seen(teacher), [1, 2, 3])
        shown = teacher.must("student", "show", self.no[1], json=True)
        self.assertEqual([n["group"] for n in shown["needs"]], ["academic"])
        self.assertIsNone(shown.json.get("guardian_phone"))
        self.assertEqual(len(teacher.must("need", "list", json=True)["rows"]), 3)
        other, none = (teacher.run("student", "show", n)
                       for n in (self.no[4], "L000000000000000001"))
        self.assertCode(other, 4)
        self.assertEqual(other.stderr, none.stderr)
        self.lead.must("class", "remove", "--staff", "T001", "--grade", "31", "--class-name", "1班")
        self.assertEqual(self.seen(teacher), [])
        self.lead.must("class", "assign", "--staff", "T001", "--grade", "31", "--class-name", "1班")

    def test_several_roles_reach_together(self):
        teacher = self.person("subject.two", "subject_teacher", "--staff", "T002")
        self.assertEqual(self.seen(teacher), [4, 5, 6])
        self.school.pair(1, "T002", json=True)
        self.assertEqual(self.seen(teacher), [4, 5, 6])
        self.lead.must("account", "grant", "subject.two", "--role", "mentor")
        self.assertEqual(self.seen(teacher), [1, 4, 5, 6])

    def test_a_student_sees_themselves(self):
        one = self.person("pupil.two", "student", "--student", self.no[2])
        self.school.add("choices", [[self.no[n], "academic", 1, "T002"] for n in (2, 3)])
        self.assertEqual(self.seen(one), [2])
        self.assertCode(one.run("student", "show", self.no[2]), 0)
        self.assertCode(one.run("student", "show", self.no[3]), 4)
        chosen = one.must("choice", "list", json=True)["rows"]
        self.assertEqual([c["student_no"] for c in chosen], [self.no[2]])
        mentors = one.must("mentor", "list", json=True)["rows"]
        self.assertEqual([m["staff_no"] for m in mentors], ["T002"])
        self.assertIsNone(mentors[0].get("load"))
        self.assertCode(one.run("pairing", "list"), 6)

    def test_a_psychology_teacher_sees_the_campus_and_no_severity(self):
        psych = self.person("psych.one", "psychology_teacher")
        self.assertEqual(self.seen(psych), [1, 2, 3, 4, 5, 6])
        needs = {n["group"]: n for n in
                 psych.must("student", "show", self.no[1], json=True)["needs"]}
        self.assertIsNone(needs["psychological"].get("severity"))

    def explain(self, client, operation, *student):
        words = ("--student", *student) if student else ()
        return client.must("access", "explain", "--operation", operation, *words, json=True)

    def test_everyone_may_ask_why(self):
        teacher = self.person("class.why", "class_teacher", "--staff", "T001")
        psych = self.person("psych.why", "psychology_teacher")
        for operation in ("student show", "StudentService.ShowStudent"):
            said = self.explain(teacher, operation, self.no[2])
            self.assertTrue(said["may"])
            self.assertEqual(said["operation"], "StudentService.ShowStudent")
            self.assertEqual(said["roles"], ["class_teacher"])
            self.assertIn("class_teacher", said["allowed"])
            self.assertEqual(self.found(said), {"role": "role_held", "student": "within_reach"})
        foreign, none = (self.explain(teacher, "student show", n)
                         for n in (self.no[5], "L000000000000000001"))
        self.assertFalse(foreign["may"])
        self.assertEqual(self.found(foreign)["student"], "not_within_reach")
        self.assertEqual(foreign.stdout, none.stdout)
        # What is no number is a name, and is looked for within reach before anything is asked.
        self.assertCode(teacher.run("access", "explain", "--operation", "student show",
                                    "--student", "?"), 4)
        refused = self.explain(teacher, "need show", self.no[2])
        self.assertFalse(refused["may"])
        self.assertEqual(self.found(refused)["role"], "role_missing")
        allowed = self.explain(psych, "need show", self.no[2])
        self.assertTrue(allowed["may"])
        self.assertEqual(self.found(allowed)["reason"], "needed_each_time")
        glass = self.explain(self.lead, "screening show", self.no[2])
        self.assertFalse(glass["may"])
        self.assertEqual(self.found(glass)["break_glass"], "needs_approval")
        self.assertEqual(self.found(glass)["consent"], "consent_in_force_alone")
        self.assertTrue(self.explain(teacher, "whoami")["may"])
        self.assertCode(teacher.run("access", "explain", "--operation", "no such"), 4)

    def found(self, said):
        return {row["check"]: row["finding"] for row in said["checks"]}


if __name__ == "__main__":
    main()
