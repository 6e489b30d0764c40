"""integration.account_import: a school's accounts from one file, and the slips that go with them."""

import json
import re
import stat
import subprocess
from pathlib import Path

from district import JIEDUI, DistrictTest, main, wait_until
from school import School, student

COLUMNS = "account,role,staff_no,student_no,name"
OWN = "a passphrase of one's own"


class AccountImport(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.lead = cls.school.lead
        cls.no = [cls.school.student_no(n) for n in range(0, 80)]
        rows = [student(n) for n in range(1, 80)]
        for row in rows[40:]:
            row[-1] = "2班"
        cls.school.add("students", rows)
        cls.school.add("staff", [["T001", "教师一", "教师"], ["T002", "教师二", "教师"]])
        cls.school.add("mentors", [["T002", "academic", 5, "Mon4", 0]])
        cls.school.add("qualifications", [["T002", "subject_teaching", "2026-12-31", ""]])
        cls.school.add("needs", [[cls.no[3], "academic", 3, "home_visit", "2026-02-23"]])
        cls.lead.must("class", "assign", "--staff", "T001", "--grade", "31", "--class-name", "1班")
        cls.school.pair(3, "T002", json=True)

    def write(self, rows, name):
        return self.school.write("accounts", rows, COLUMNS, name)

    def load(self, path, *words, **options):
        done = self.lead.run("import", "accounts", path, "--timeout", "200", "-o", "json", *words,
                             **{"timeout": 240, **options})
        done.json = json.loads(done.stdout)
        return done

    def slips(self, path):
        """The passwords of a file of slips by account, the last one first asked."""
        text = Path(f"{path}.slips.txt").read_text(encoding="utf-8")
        return dict(re.findall(r"^account: (\S+)\n(?:.*\n)*?One-time password: (\S+)$", text,
                               re.MULTILINE))

    def account_count(self):
        return self.district.sql("select count(*) from account")[0][0]

    def begin(self, account, password):
        """Logs in with a slip, and sets an own password."""
        client = self.district.client(account, password)
        self.assertIn("jiedui password", client.run("class", "list").stderr)
        client.must("password", "--password-stdin", stdin=f"{password}\n{OWN}\n")
        return client

    def test_a_school_s_accounts(self):
        """In two chunks, of 50 rows at most."""
        rows = [["t.one", "班主任", "T001", "", "教师一"], ["t.two", "mentor", "T002", "", ""]]
        rows += [[f"s.{n:03d}", "student", "", self.no[n], ""] for n in range(1, 61)]
        rows += [["t.none", "mentor", "T999", "", ""], ["t.one", "mentor", "T002", "", ""]]
        path = self.write(rows, "accounts.csv")
        before = self.account_count()
        dry = self.load(path, "--dry-run")
        self.assertEqual((dry["stored"], dry["rejected"]), (62, 2))
        self.assertEqual(self.account_count(), before)
        self.assertFalse(Path(f"{path}.slips.txt").exists())
        done = self.load(path)
        self.assertEqual([done[k] for k in ("stored", "unchanged", "rejected", "slips")],
                         [62, 0, 2, 62])
        self.assertIn("T999", done.stderr + Path(f"{path}.rejected.csv").read_text("utf-8"))
        slips = self.slips(path)
        self.assertEqual(sorted(slips), sorted(r[0] for r in rows[:62]))
        self.assertEqual(stat.S_IMODE(Path(f"{path}.slips.txt").stat().st_mode), 0o600)
        self.assertFalse(Path(f"{path}.slips.txt.pending").exists())
        self.check_reach(slips)
        again = self.load(path)
        self.assertEqual([again[k] for k in ("stored", "unchanged", "slips")], [0, 62, 0])
        self.assertEqual(self.slips(path), slips)
        self.assertTrue(self.district.client("s.005", slips["s.005"]))

    def check_reach(self, slips):
        """Each sees by name whom the role may, and no others."""
        for account, words, seen in (
                ("t.one", ("student", "list"), self.no[1:41]),
                ("t.two", ("pairing", "list"), [self.no[3]]),
                ("s.004", ("student", "list"), [self.no[4]])):
            client = self.begin(account, slips[account])
            rows = client.must(*words, json=True)["rows"]
            self.assertEqual(sorted(r["student_no"] for r in rows), sorted(seen))

    def test_roles_and_people_are_those_of_account_add(self):
        path = self.write([["r.admin", "district_administrator", "", "", ""],
                           ["r.operator", "operator", "", "", ""],
                           ["r.pupil", "student", "", "", ""],
                           ["r.other", "student", "", self.no[78], "别人"],
                           ["lead.gp", "mentor", "T002", "", ""],
                           ["r.mentor", "mentor", "T002", "", "教师二"]], "roles.csv")
        done = self.load(path)
        self.assertEqual((done["stored"], done["rejected"]), (1, 5))
        self.assertEqual(list(self.slips(path)), ["r.mentor"])
        self.assertIn("r.mentor", {r["account"] for r in
                                   self.lead.must("account", "list", json=True)["rows"]})
        self.assertCode(self.lead.run("import", "staff", path, "--slips", "x"), 2)
        mentor = self.begin("r.mentor", self.slips(path)["r.mentor"])
        self.assertCode(mentor.run("import", "accounts", path), 6)

    def test_no_answer_that_is_lost_loses_a_password(self):
        path = self.write([[f"l.{n}", "student", "", self.no[n], ""] for n in range(5, 8)],
                          "lost.csv")
        with self.district.cluster.transaction("lock table account_directory in share mode"):
            client = subprocess.Popen([JIEDUI, "--yes", "import", "accounts", path],
                                      env=self.lead.environment, cwd=self.lead.home)
            self.district.cluster.wait_for_waiter()
            client.kill()  # while the daemon stores the chunk
            client.wait(10)
            self.assertFalse(Path(f"{path}.slips.txt").exists())
        wait_until(lambda: self.district.sql("select 1 from account where account = 'l.5'"))
        again = self.load(path)
        self.assertEqual((again["stored"], again["unchanged"]), (0, 3))
        self.assertFalse(Path(f"{path}.slips.txt.pending").exists())
        self.assertIn("Not confirmed", Path(f"{path}.slips.txt").read_text("utf-8"))
        for account, password in self.slips(path).items():
            self.begin(account, password)

    def test_no_password_is_kept_on_the_server(self):
        path = self.write([["k.one", "student", "", self.no[9], ""]], "kept.csv")
        self.load(path)
        password = self.slips(path)["k.one"]
        for table in ("request_claim", "audit_queue", "audit_log"):
            found = self.district.sql(f"select count(*) from {table} as t "
                                      f"where t::text like '%{password}%' or "
                                      f"t::text like '%{password.encode().hex()}%'")
            self.assertEqual(found, [["0"]])
        self.assertNotIn(password, self.district.daemon.log)


if __name__ == "__main__":
    main()
