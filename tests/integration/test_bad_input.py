"""Bad input, one story each: a line with cause and remedy, the right exit code, nothing
half-written."""

import csv
import resource
import signal
import stat
import subprocess
import time

from district import IS_ROOT, JIEDUI, DistrictTest, call, free_port, main
from school import COLUMNS, MS, School, student, student_no

USAGE, INVALID, NOT_FOUND, UNAUTHENTICATED, UNAVAILABLE, PARTIAL, LOCAL = 2, 3, 4, 7, 8, 11, 14
CLOCK = "2026-03-05T08:00:00+08:00"
GIB = 1024 ** 3


class BadInput(DistrictTest):
    settings = {"clock": CLOCK}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.school.people(students=6, mentors=1)
        cls.other = School(cls.district, cls.admin, MS, "MS 中学", "lead.ms", area="990108")
        cls.other.add("students", [student(1, "990108")])
        cls.lead = cls.school.lead

    def assertRefused(self, outcome, code, *words):
        """One line, with these words, and no output."""
        self.assertCode(outcome, code)
        self.assertEqual(outcome.stdout, "")
        lines = outcome.stderr.splitlines()
        self.assertEqual(len(lines), 1, outcome.stderr)
        self.assertRegex(lines[0], r"^jiedui: .{20,}")
        for word in words:
            self.assertIn(word, lines[0])

    def count(self, table="student"):
        return int(self.district.sql(f"select count(*) from {table}")[0][0])

    def import_bytes(self, name, data, kind="students"):
        path = self.lead.home / name
        path.write_bytes(data)
        return self.lead.run("import", kind, path)

    def run_limited(self, *words, stdout=None, prefix=(), limit=None, stdin=None):
        """The lead's client under limits of the machine; code and stderr."""
        def prepare():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        done = subprocess.run([*prefix, JIEDUI, *map(str, words)], stdout=stdout or subprocess.PIPE,
                              stderr=subprocess.PIPE, env=self.lead.environment, timeout=60,
                              preexec_fn=prepare, input=stdin, text=True, check=False)
        return done.returncode, done.stderr

    # Words and values

    def test_a_mistyped_command_is_suggested(self):
        self.assertRefused(self.lead.run("studnet", "list"), USAGE, "student list")
        self.assertRefused(self.lead.run("pairing", "lst"), USAGE, "pairing list")
        self.assertRefused(self.lead.run("student", "list", "--clas-name", "1班"), USAGE,
                           "--class-name")
        self.assertRefused(self.lead.run("import", "studens", "x.csv"), USAGE, "students")

    def test_an_unknown_campus(self):
        outcome = self.admin.run("account", "add", "--account", "x", "--role", "campus_lead",
                                 "--campus", "1234567890", "--password-stdin",
                                 stdin="ten characters\n")
        self.assertRefused(outcome, NOT_FOUND, "campus")
        self.assertEqual(self.count("account where account = 'x'"), 0)
        self.assertRefused(self.lead.run("student", "list", "--campus", "1234567890"), NOT_FOUND,
                           "campus")

    def test_an_impossible_date_and_an_unknown_group_on_the_command_line(self):
        before = self.count("pairing")
        self.assertRefused(self.school.pair(1, "T001", on="2026-02-30"), INVALID, "day")
        self.assertRefused(self.school.pair(1, "T001", group="acdemic"), USAGE, "academic")
        self.assertRefused(self.school.pair(1, "T001", on="soon"), INVALID, "2026-03-05")
        self.assertEqual(self.count("pairing"), before)

    def test_a_student_who_is_not_there(self):
        self.assertRefused(self.school.pair(77, "T001"), NOT_FOUND, "student")

    def test_a_wrong_password(self):
        person = self.district.client(name="guesser")
        outcome = person.run("login", "--account", "lead.ms", "--password-stdin",
                             stdin="not the password\n")
        self.assertRefused(outcome, UNAUTHENTICATED, "password")
        nobody = person.run("login", "--account", "no.such", "--password-stdin",
                            stdin="not the password\n")
        self.assertEqual((nobody.code, nobody.stderr), (outcome.code, outcome.stderr))
        self.assertRefused(person.run("whoami"), UNAUTHENTICATED, "login")

    # Files

    def test_rows_with_faults_come_back_with_reasons(self):
        """Good rows are stored, each bad one says why; corrected, they go in."""
        good = student_no(20)
        wrong = good[:-1] + ("1" if good[-1] != "1" else "2")
        rows = [[good, "周·建", "女", "2010-03-02", 31, "1班"],
                [wrong, "吴一", "男", "2010-03-02", 31, "1班"],
                [student_no(21), "郑二", "男", "2010-02-30", 31, "1班"],
                [good, "王三", "女", "2010-03-02", 31, "1班"],
                [student_no(1, "990108"), "冯四", "男", "2010-03-02", 31, "1班"],
                [student_no(22), "陈五", "女", "2010-03-02", 99, "1班"],
                [student_no(23), "", "女", "2010-03-02", 31, "1班"]]
        before = self.count()
        path = self.school.write("students", rows, name="faults.csv")
        outcome = self.lead.run("import", "students", path)
        self.assertCode(outcome, PARTIAL)
        self.assertEqual(self.count(), before + 1)
        rejects = path.with_name("faults.csv.rejected.csv")
        self.assertEqual(stat.S_IMODE(rejects.stat().st_mode), 0o600)
        with open(rejects, encoding="utf-8-sig", newline="") as file:
            found = list(csv.DictReader(file))
        self.assertEqual({r["name"] for r in found}, {r[1] for r in rows[1:]})
        reason = [c for c in found[0] if c not in COLUMNS["students"].split(",")][0]
        reasons = {r["name"]: r[reason] for r in found}
        self.assertIn("check digit", reasons["吴一"])
        self.assertRegex(reasons["郑二"], "day|date")
        self.assertIn("Line 2", reasons["王三"])
        self.assertIn("on roll elsewhere: ask for a transfer", reasons["冯四"])
        self.assertIn("grade", reasons["陈五"])
        self.assertIn("name", reasons[""])
        for row in found:
            row.update({"吴一": {"student_no": student_no(24)}, "郑二": {"born_on": "2010-03-02"},
                        "王三": {"student_no": student_no(25)}, "冯四": {"student_no": student_no(26)},
                        "陈五": {"grade": "31"}, "": {"name": "褚六"}}[row["name"]])
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, found[0])
            writer.writeheader()
            writer.writerows(found)
        self.assertCode(self.lead.run("import", "students", path), 0)
        self.assertEqual(self.count(), before + 7)

    def test_an_unknown_group_in_a_file(self):
        rows = [[self.school.student_no(2), "体育", 2, "home_visit", ""],
                [self.school.student_no(3), "综合", 2, "家访", ""]]
        outcome = self.lead.run("import", "needs", self.school.write("needs", rows, name="g.csv"))
        self.assertCode(outcome, PARTIAL)
        self.assertIn("体育", (self.lead.home / "g.csv.rejected.csv").read_text("utf-8-sig"))
        self.assertEqual(self.count("need where \"group\" = 'general'"), 1)

    def test_every_encoding_says_the_same(self):
        rows = [[student_no(n), f"买买提·艾合𠮷{n}", "男" if n % 2 else "女", "2010-03-02", 31, "二班"]
                for n in range(40, 60)]
        path = self.school.write("students", rows, "学籍号,姓名,性别,出生日期,年级,班级", "plain.csv")
        text = path.read_text("utf-8")
        first = self.lead.must("import", "students", path, json=True)
        self.assertEqual(first["stored"], 20)
        for encoding in ("utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom", "gb18030"):
            data = {"utf-16-le-bom": b"\xff\xfe" + text.encode("utf-16-le"),
                    "utf-16-be-bom": b"\xfe\xff" + text.encode("utf-16-be")}.get(encoding)
            path.write_bytes(data or text.encode(encoding))
            with self.subTest(encoding):
                reply = self.lead.must("import", "students", path, json=True)
                self.assertEqual((reply["stored"], reply["unchanged"]), (0, 20))

    def test_a_file_that_is_no_list(self):
        before = self.count()
        for name, data, words in (
                ("empty.csv", b"", ("empty",)),
                ("blank.csv", b"\n\n\n", ()),
                ("columns.csv", "学籍号,姓名\nx,y\n".encode(), ("gender",)),
                ("book.xlsx", b"PK\x03\x04" + bytes(100), ("CSV",)),
                ("binary.csv", b"student_no,name\x00\n", ("CSV",)),
                ("latin.csv", b"student_no,name\n\xff\xff\xff\xfe\n", ())):
            with self.subTest(name):
                self.assertRefused(self.import_bytes(name, data), INVALID, *words)
                self.assertFalse((self.lead.home / (name + ".rejected.csv")).exists())
        self.assertEqual(self.count(), before)

    def test_a_name_that_is_no_file(self):
        self.assertRefused(self.lead.run("import", "students", self.lead.home), LOCAL, "folder")
        self.assertRefused(self.lead.run("import", "students", "nowhere.csv"), LOCAL, "nowhere.csv")
        self.assertRefused(self.lead.run("import", "students", "/dev/zero"), LOCAL, "/dev/zero")

    def test_a_file_that_may_not_be_read(self):
        path = self.school.write("students", [student(1)], name="secret.csv")
        path.chmod(0)
        prefix = (["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"]
                  if IS_ROOT else [])
        code, stderr = self.run_limited("import", "students", path, prefix=prefix)
        self.assertEqual(code, LOCAL, stderr)
        self.assertEqual(len(stderr.splitlines()), 1)
        self.assertIn("permission", stderr)

    def test_a_line_of_a_gibibyte(self):
        """Bounded memory and time, whatever the line is made of."""
        path = self.lead.home / "long.csv"
        header = (COLUMNS["students"] + "\n").encode()

        def sparse(file):
            file.truncate(GIB)

        def letters(file):
            block = b"a" * (1 << 20)
            for _ in range(1024):
                file.write(block)

        def quoted(file):
            file.write(b'"')
            for _ in range(64):
                file.write(b"abc,\n" * 200000)

        for make in (sparse, letters, quoted):
            with open(path, "wb") as file:
                file.write(header)
                make(file)
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            start = time.monotonic()
            with self.subTest(make.__name__):
                self.assertRefused(self.lead.run("import", "students", path), INVALID, "line")
                self.assertLess(time.monotonic() - start, 20)
                after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
                self.assertLess(max(after - before, 0), 100 * 1024)
        path.unlink()

    # The machine

    def test_a_full_disk(self):
        """Output, rejects and session: said, and no half file."""
        with open("/dev/full", "w", encoding="ascii") as full:
            code, stderr = self.run_limited("student", "list", stdout=full)
            self.assertEqual(code, LOCAL, stderr)
            self.assertEqual(len(stderr.splitlines()), 1, stderr)
        path = self.school.write("students", [["x", "y", "男", "2010-03-02", 31, "1班"]],
                                 name="full.csv")
        code, stderr = self.run_limited("import", "students", path, limit=0)
        self.assertEqual(code, LOCAL, stderr)
        self.assertIn("full.csv.rejected.csv", stderr)
        self.assertEqual([p.name for p in self.lead.home.glob("full.csv*")], ["full.csv"])
        sessions = {p: p.read_bytes() for p in (self.lead.home / "state").rglob("*") if p.is_file()}
        code, stderr = self.run_limited("login", "--account", "lead.gp", "--password-stdin",
                                        stdin=self.school.password + "\n", limit=0)
        self.assertEqual(code, LOCAL, stderr)
        self.assertEqual({p: p.read_bytes() for p in (self.lead.home / "state").rglob("*")
                          if p.is_file()}, sessions)
        self.lead.must("whoami")

    def test_the_server_is_down(self):
        person = self.district.client(name="lonely")
        person.must("profile", "add", "down", "--host", "127.0.0.1", "--port", free_port(), "--ca",
                    self.district.folder / "ca.pem", "--server-name", "localhost")
        start = time.monotonic()
        self.assertRefused(person.run("--profile", "down", "ping"), UNAVAILABLE, "running")
        self.assertLess(time.monotonic() - start, 10)

    def test_a_certificate_that_does_not_match(self):
        """Another authority, another name."""
        folder = self.district.folder
        person = self.district.client(name="wary")
        call(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
              "-nodes", "-keyout", folder / "x.key", "-out", folder / "x.pem", "-subj", "/CN=x",
              "-days", "2"])
        for name, ca, server in (("authority", "x.pem", "localhost"),
                                 ("name", "ca.pem", "other.example")):
            person.must("profile", "add", name, "--host", "127.0.0.1", "--port", self.district.port,
                        "--ca", folder / ca, "--server-name", server, "--device",
                        person.machine.stem)
            with self.subTest(name):
                self.assertRefused(person.run("--profile", name, "ping"), UNAVAILABLE,
                                   "certificate")

    def test_an_expired_session(self):
        """Twelve hours and a little later; the profile stays, a login is enough."""
        person = self.district.client("lead.ms", self.other.password, name="late")
        self.district.restart(clock="2026-03-05T21:00:00+08:00")
        try:
            outcome = person.run("student", "list")
            self.assertRefused(outcome, UNAUTHENTICATED, "expired", "login")
            person.login("lead.ms", self.other.password)
            person.must("student", "list")
        finally:
            self.district.restart(clock=CLOCK)

    def test_a_broken_profile(self):
        person = self.district.client(name="broken")
        self.assertRefused(person.run("--profile", "nowhere", "ping"), LOCAL, "profile add")
        profile = next((person.home / "config").rglob("test.conf"))
        profile.write_text("host = \n")
        self.assertRefused(person.run("ping"), LOCAL, "test.conf")


if __name__ == "__main__":
    main()
