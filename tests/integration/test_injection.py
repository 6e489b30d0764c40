"""X4: text that would be code somewhere else, in every text field of every operation, generated
from the contract. What is stored comes back to the byte, and PostgreSQL never reads it as SQL."""

import copy
import re

from district import ADMINISTRATOR, DistrictTest, main
from school import School, student
from test_access import REQUESTS
from wire import Contract, Wire

PAYLOADS = [
    "'", "''", '"', "\\", "\\'", "';--", "' or '1'='1", "' or 1=1 --", "'; drop table student; --",
    "') or ('1'='1", "' union select password from account --", "1; select pg_sleep(10)",
    "'||pg_sleep(10)||'", "$1", "$$x$$", "$tag$;$tag$", ":campus", ":caller::text", "::int",
    "/*", "*/", "/* ' */ --", "E'\\x41'", "U&'\\0041'", "%s%s%n", "%", "_", "%%\\_", "{0}{a}", "${HOME}", "$(id)",
    "`id`", "../../etc/passwd", "..\\..\\x", "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0",
    "<script>alert(1)</script>", "NULL", "{NULL,\"a\"}", "(a,b)", "ʼ or ＇1＇", "姓名'；--", "𠮷é",
    "'" * 60]
NOBODY = "00000000-0000-0000-0000-000000000000"
# Of things that are no text.
PLAIN = {"role": "ROLE_MENTOR", "survey": 1}
# Each of these costs a hash, so a few payloads have to do.
COSTLY = {"SessionService.Login", "SessionService.ChangePassword", "AccountService.AddAccount",
          "AccountService.ResetAccount"}
# They would end the session that the test runs in.
ENDS = {"SessionService.Logout"}
AT_ONCE = 20
STRING, MESSAGE = 9, 11


def text_fields(message):
    """Paths of the text fields: (name,) or (rows, name)."""
    for field in message.fields:
        if field.type == STRING:
            yield (field.name,)
        elif field.type == MESSAGE:
            for inner in field.message_type.fields:
                if inner.type == STRING:
                    yield field.name, inner.name


class Injection(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=3, mentors=1)
        cls.school.mentor_account("T001", "mentor.one")
        cls.contract = Contract()
        cls.wires = {}
        admin = cls.district.administrator()
        for who, role, *words in (
                (admin, "auditor", "--campus", cls.school.code), (admin, "operator"),
                (cls.school.lead, "psychology_teacher"),
                (cls.school.lead, "class_teacher", "--staff", "T001"),
                (cls.school.lead, "subject_teacher", "--staff", "T001"),
                (cls.school.lead, "student", "--student", cls.school.student_no(1))):
            who.must("account", "add", "--account", f"{role}.one", "--role", role, *words,
                     "--password-stdin", stdin=f"{role}.one password\n")
        for role, account, password in (
                ("district_administrator", ADMINISTRATOR, cls.district.password),
                ("campus_lead", "lead.gp", cls.school.password),
                *((role, f"{role}.one", f"{role}.one password") for role in
                  ("mentor", "psychology_teacher", "class_teacher", "subject_teacher", "student",
                   "auditor", "operator"))):
            cls.wires[role] = Wire(cls.contract, cls.district.port, cls.district.folder / "ca.pem")
            cls.wires[role].login(account, password)

    @classmethod
    def tearDownClass(cls):
        for wire in cls.wires.values():
            wire.close()
        super().tearDownClass()

    def tearDown(self):
        """42: PostgreSQL took a value for syntax or a name. XX: it failed in itself."""
        wrong = re.findall(r"^.*sqlstate=(?:42|XX)\S*.*$", self.district.daemon.log, re.M)
        self.assertEqual(wrong, [])

    def base(self, method):
        """A good request where one is known, its places filled."""
        known = {"student": self.school.student_no(1), "waiting": self.school.student_no(2),
                 "locked": self.school.student_no(1), "forbidden": self.school.student_no(1),
                 "mentor": "T001", "campus": self.school.code, "account": "nobody"}

        def fill(value):
            if isinstance(value, dict):
                return {k: fill(v) for k, v in value.items()}
            if isinstance(value, list):
                return [fill(v) for v in value]
            if isinstance(value, str) and value.startswith("{"):
                name = value.strip("{}")
                return known.get(name, PLAIN.get(name, NOBODY))
            return value

        return fill(copy.deepcopy(REQUESTS.get(method.name, {})))

    def requests(self, method, path, payloads):
        """One request a payload; for a field of rows, one with a row for each."""
        base = self.base(method)
        field = method.input.DESCRIPTOR.fields_by_name[path[0]]
        repeated = field.label == field.LABEL_REPEATED
        if len(path) == 1:
            for payload in payloads:
                yield {**base, path[0]: [payload] if repeated else payload}
            return
        rows = base.get(path[0]) or ([{}] if repeated else {})
        row = rows[0] if repeated else rows
        changed = [{**row, path[1]: [p] if isinstance(row.get(path[1]), list) else p}
                   for p in payloads]
        if repeated:
            yield {**base, path[0]: changed}
        else:
            for each in changed:
                yield {**base, path[0]: each}

    def send(self, wire, method, requests):
        """All of them, some in flight at a time; the codes."""
        envelope = {"dry_run": True} if method.rules.dry_run else {}
        codes, requests = [], list(requests)
        for first in range(0, len(requests), AT_ONCE):
            part = requests[first:first + AT_ONCE]
            wire.send_bytes(b"".join(wire.pack(method.name, r, **envelope) for r in part))
            codes += [self.contract.code_name(wire.receive().status.code) for _ in part]
        return codes

    def wire_for(self, method):
        """One whose role may; to enrol, a fresh one, since without a login it is soon closed."""
        if method.rules.enrol:
            wire = Wire(self.contract, self.district.port, self.district.folder / "ca.pem",
                        machine=None, protocol="jiedui-enrol/1")
            self.addCleanup(wire.close)
            return wire
        return next((w for role, w in self.wires.items() if role in method.roles),
                    self.wires["campus_lead"])

    def test_every_text_field_of_every_operation(self):
        n_fields = 0
        for method in self.contract.methods.values():
            wire = self.wire_for(method)
            payloads = PAYLOADS[:3] if method.name in COSTLY else PAYLOADS
            for path in text_fields(method.input.DESCRIPTOR):
                if method.name in ENDS:
                    continue
                n_fields += 1
                with self.subTest(method.name, field=".".join(path)):
                    codes = self.send(wire, method, self.requests(method, path, payloads))
                    self.assertNotIn("INTERNAL", codes)
                    if method.name not in COSTLY:
                        self.assertNotIn("UNAUTHENTICATED", codes)
        self.assertGreater(n_fields, 50)
        self.assertGreaterEqual(len(PAYLOADS), 40)

    def test_the_envelope(self):
        """The campus is text too, and goes into the identity statement."""
        wire = self.wires["campus_lead"]
        for payload in PAYLOADS:
            answer = wire.call("StudentService.ListStudents", envelope={"campus": payload})
            self.assertIn(answer.code, ("INVALID", "NOT_FOUND", "PERMISSION_DENIED"))

    def test_what_is_stored_comes_back(self):
        """Second order: names stored, listed, and looked for by what was stored."""
        lead = self.wires["campus_lead"]
        rows = [dict(zip(("student_no", "name", "gender", "born_on", "grade", "class_name"),
                         student(n, self.school.area)), name=p, class_name=p[:30],
                     gender="GENDER_MALE" if n % 2 else "GENDER_FEMALE")
                for n, p in enumerate(PAYLOADS, 101)]
        answer = lead.call("StudentService.ImportStudents", rows=rows)
        self.assertEqual(answer.code, "OK", str(answer))
        refused = {r.row for r in answer.reply.rejected}
        self.assertGreater(len(rows) - len(refused), 35, str(answer.reply.rejected))
        found = {r.student_no: r for r in
                 lead.call("StudentService.ListStudents", limit=10000).reply.rows}
        for i, row in enumerate(rows):
            if row["student_no"] not in found:
                self.assertTrue({i, i + 1} & refused, row)
                continue
            self.assertEqual(found[row["student_no"]].name, row["name"])
            self.assertEqual(found[row["student_no"]].class_name, row["class_name"])
            same = lead.call("StudentService.ListStudents", class_name=row["class_name"],
                             limit=10000)
            self.assertIn(row["student_no"], [r.student_no for r in same.reply.rows])
            self.assertEqual({r.class_name for r in same.reply.rows}, {row["class_name"]})


if __name__ == "__main__":
    main()
