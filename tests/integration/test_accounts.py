"""integration.accounts: accounts of all roles, their passwords, and pauses after wrong ones."""

from district import DistrictTest, main
from school import GP, School, student

WORDS = "a long passphrase"


class Accounts(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.lead = cls.school.lead
        cls.school.add("students", [student(n) for n in range(1, 4)])
        cls.school.add("staff", [["T001", "教师一", "心理教师"], ["T002", "教师二", "教师"]])
        cls.school.add("qualifications", [["T001", "counsellor_certificate", "2026-12-31", ""]])

    def make(self, who, account, role, *words):
        return who.run("account", "add", "--account", account, "--role", role, *words,
                       "--password-stdin", stdin=WORDS + "\n")

    def test_each_makes_the_roles_of_their_own(self):
        for role in ("psychology_teacher", "campus_lead"):
            self.assertCode(self.make(self.lead, f"a.{role}", role), 0)
        for role in ("mentor", "class_teacher", "subject_teacher"):
            self.assertNotEqual(self.make(self.lead, f"a.{role}", role).code, 0)
            self.assertCode(self.make(self.lead, f"a.{role}", role, "--staff", "T002"), 0)
        self.assertNotEqual(self.make(self.lead, "a.student", "student").code, 0)
        pupil = ("--student", self.school.student_no(1))
        self.assertCode(self.make(self.lead, "a.student", "student", *pupil), 0)
        for role in ("operator", "auditor", "district_administrator"):
            self.assertCode(self.make(self.lead, f"b.{role}", role), 6)
            self.assertCode(self.make(self.admin, f"a.{role}", role), 0)
        self.assertCode(self.make(self.admin, "b.auditor", "auditor", "--campus", GP), 0)
        self.assertNotEqual(self.make(self.admin, "b.operator", "operator", "--campus", GP).code, 0)
        self.assertCode(self.make(self.admin, "b.psych", "psychology_teacher", "--campus", GP), 6)

    def test_lead_and_psychology_teacher_are_two_people(self):
        self.assertCode(self.make(self.lead, "c.psych", "psychology_teacher", "--staff", "T001"), 0)
        same = self.lead.run("account", "grant", "c.psych", "--role", "campus_lead")
        self.assertNotEqual(same.code, 0)
        self.assertIn("at once", same.stderr)
        other = self.make(self.lead, "c.lead", "campus_lead", "--staff", "T001")
        self.assertNotEqual(other.code, 0)
        self.lead.must("account", "withdraw", "c.psych", "--role", "psychology_teacher")
        self.lead.must("account", "grant", "c.psych", "--role", "campus_lead")

    def test_a_grant_without_a_qualification_lapses(self):
        self.assertCode(self.make(self.lead, "d.psych", "psychology_teacher", "--staff", "T002"), 0)
        self.assertCode(self.make(self.lead, "e.psych", "psychology_teacher", "--staff", "T001"), 0)
        for who in (self.admin, self.lead, self.district.client("d.psych", WORDS)):
            rows = {r["account"]: r for r in who.must("account", "psychology", json=True)["rows"]}
            self.assertEqual(rows["d.psych"].get("until"), "2026-04-04")
            self.assertEqual(rows["e.psych"]["until"], "2026-12-31")
            self.assertEqual(rows["d.psych"]["granted_by"], "lead.gp")
        self.lead.must("account", "withdraw", "e.psych", "--role", "psychology_teacher")

    def test_a_one_time_password_is_changed_first(self):
        self.assertCode(self.make(self.lead, "f.mentor", "mentor", "--staff", "T002"), 0)
        client = self.district.client("f.mentor", WORDS)
        reset = self.lead.must("account", "reset", "--account", "f.mentor", json=True)
        self.assertTrue(reset["must_change"])
        made = reset.stderr.strip().rsplit(" ", 1)[1]
        self.assertGreaterEqual(len(made), 20)
        self.assertNotEqual(client.run("whoami").code, 0)
        self.assertTrue(client.login("f.mentor", made))
        self.assertIn("jiedui password", client.run("pairing", "list").stderr)
        client.must("whoami")
        client.must("password", "--password-stdin", stdin=f"{made}\n{WORDS}2\n")
        client.must("pairing", "list")
        self.lead.must("account", "reset", "f.mentor", "--password-stdin", stdin=WORDS + "\n")
        client.login("f.mentor", WORDS)
        client.must("pairing", "list")

    def test_a_lead_s_password_is_the_district_s_to_set(self):
        self.assertCode(self.make(self.lead, "g.lead", "campus_lead"), 0)
        self.assertCode(self.lead.run("account", "reset", "g.lead"), 6)
        self.admin.must("account", "reset", "g.lead")
        self.assertCode(self.admin.run("account", "reset", "no.such"), 4)

    def test_no_lead_takes_over_a_psychology_teacher(self):
        made = self.make(self.lead, "j.psych", "psychology_teacher", "--staff", "T001")
        self.assertCode(made, 0)
        refused = self.lead.run("account", "reset", "j.psych")
        self.assertCode(refused, 6)
        self.assertIn("district", refused.stderr)
        self.assertNotIn("One-time password", refused.stderr)
        self.assertTrue(self.district.client("j.psych", WORDS))
        made = self.admin.must("account", "reset", "j.psych").stderr.strip().rsplit(" ", 1)[1]
        self.assertTrue(self.district.client("j.psych", made))
        rows = {r["account"]: r for r in
                self.lead.must("account", "psychology", json=True)["rows"]}
        self.assertEqual(rows["j.psych"]["password_set_by"], self.admin.account)
        self.district.sql("update account_role set until = '2026-03-01' "
                          "where role = 'psychology_teacher'")
        self.assertCode(self.lead.run("account", "reset", "j.psych"), 6)
        self.assertCode(self.make(self.lead, "j.mentor", "mentor", "--staff", "T002"), 0)
        self.assertCode(self.admin.run("account", "reset", "j.mentor"), 4)
        dry = self.lead.must("account", "reset", "j.mentor", "--dry-run")
        self.assertNotIn("One-time password", dry.stderr)

    def test_a_disabled_account_is_enabled_again(self):
        self.assertCode(self.make(self.lead, "h.mentor", "mentor", "--staff", "T002"), 0)
        self.lead.must("account", "disable", "h.mentor")
        client = self.district.client(name="h")
        self.assertNotEqual(client.run("login", "--account", "h.mentor", "--password-stdin",
                                       stdin=WORDS + "\n").code, 0)
        self.lead.must("account", "enable", "h.mentor")
        client.login("h.mentor", WORDS)

    def test_wrong_passwords_pause_and_never_lock(self):
        self.assertCode(self.make(self.lead, "i.mentor", "mentor", "--staff", "T002"), 0)
        client = self.district.client(name="i")
        words = ("login", "--password-stdin", "--timeout", "2", "--account")
        for account in ("i.mentor", "nobody.knows"):
            said = [client.run(*words, account, stdin="wrong password\n").stderr
                    for _ in range(7)]
            self.assertIn("Too many wrong passwords", said[-1])
        self.district.sql("update login_throttle set blocked_until = '2026-03-05T07:00:00+08:00'")
        client.login("i.mentor", WORDS)
        kinds = self.district.sql("select kind, failures > 5 from login_throttle "
                                  "where kind = 'address'")
        self.assertEqual(kinds, [["address", "t"]])


if __name__ == "__main__":
    main()
