"""integration.audit (X7): every write, restricted read and refusal leaves one row; the rows are
chained; whoever alters, removes or inserts one is found out."""

import json
import time
import uuid

from district import DistrictTest, main, wait_until
from school import School
from wire import Contract, Wire

CONFLICT = 5


class Audit(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=12, mentors=2)
        cls.mentor = cls.school.mentor_account("T001", "m1.gp")
        cls.auditor = cls.make_auditor("auditor.gp")
        cls.contract = Contract()
        cls.campus = cls.district.sql("select id from campus where code = '3451990001'")[0][0]

    @classmethod
    def make_auditor(cls, account):
        """A lead's account whose role becomes the auditor's."""
        password = f"{account} password"
        admin = cls.district.client("admin", cls.district.password, name=f"for {account}")
        admin.must("account", "add", "--account", account, "--role", "campus_lead", "--campus",
                   cls.school.code, "--password-stdin", stdin=password + "\n")
        cls.district.sql("update account_role set role = 'auditor' where account_id ="
                         f" (select id from account where account = '{account}')")
        return cls.district.client(account, password)

    def wire(self, account, password):
        wire = Wire(self.contract, self.district.port, self.district.folder / "ca.pem")
        self.addCleanup(wire.close)
        wire.login(account, password)
        return wire

    def rows(self, where="true"):
        """Of queue and log, as account, role, method, subjects, subject, reason, outcome."""
        columns = "id, account, role, method, subjects, subject, reason, outcome"
        return self.district.sql(
            f"with a as (select {columns} from audit_log union all"
            f" select {columns} from audit_queue)"
            " select account, role, method, cardinality(subjects), subject, reason, outcome"
            f" from a where {where} order by id")

    def newest(self, method):
        return self.rows(f"method = '{method}'")[-1]

    def sealed(self):
        wait_until(lambda: self.district.sql("select count(*) from audit_queue") == [["0"]], 10)

    def test_a_write_leaves_one_row(self):
        pairing = self.school.pair(1, "T001", json=True)["id"]
        self.assertEqual(self.newest("PairingService.AddPairing"),
                         ["lead.gp", "campus_lead", "PairingService.AddPairing", "1", "T001", None,
                          "OK"])
        self.school.lead.must("pairing", "end", pairing, "--on", "2026-03-06", "--reason", "转学")
        row = self.newest("PairingService.EndPairing")
        self.assertEqual(row[4:], [pairing, "转学", "OK"])

    def test_an_import_names_its_students(self):
        self.school.add("needs", [[self.school.student_no(n), "academic", 2, "home_visit",
                                   "2026-02-23"] for n in range(1, 6)])
        self.assertEqual(self.newest("NeedService.ImportNeeds")[3], "5")

    def test_a_restricted_read_names_whom_it_showed(self):
        self.school.lead.must("student", "list")
        row = self.newest("StudentService.ListStudents")
        self.assertEqual((row[0], row[3], row[6]), ("lead.gp", "12", "OK"))
        self.school.lead.must("student", "show", self.school.student_no(2))
        self.assertEqual(self.newest("StudentService.ShowStudent")[3], "1")
        before = len(self.rows("method = 'PairingService.ListPairings'"))
        self.mentor.must("pairing", "list")
        self.assertEqual(len(self.rows("method = 'PairingService.ListPairings'")), before)

    def test_a_refusal_and_a_failure_leave_one_row_each(self):
        for who, words, code, method in (
                (self.mentor, ("need", "show", self.school.student_no(1), "--reason", "x"), 6,
                 "NeedService.ShowNeeds"),
                (self.mentor, ("account", "list"), 6, "AccountService.ListAccounts"),
                (self.school.lead, ("pairing", "end", str(uuid.uuid4()), "--on", "2026-03-06",
                                    "--reason", "x"), 8, "PairingService.EndPairing")):
            with self.subTest(method):
                mine = f"method = '{method}' and account = '{who.account}'"
                before = len(self.rows(mine))
                outcome = who.run(*words)
                self.assertNotEqual(outcome.code, 0)
                after = self.rows(mine)
                self.assertEqual(len(after), before + 1)
                self.assertEqual(after[-1][6],
                                 "PERMISSION_DENIED" if code == 6 else "NOT_FOUND")

    def test_logins(self):
        client = self.district.client(name="guesser")
        client.run("login", "--account", "m1.gp", "--password-stdin", stdin="wrong password\n")
        row = self.newest("SessionService.Login")
        self.assertEqual((row[0], row[6]), ("m1.gp", "UNAUTHENTICATED"))
        before = len(self.rows())
        client.run("login", "--account", "no.such", "--password-stdin", stdin="wrong password\n")
        self.assertEqual(len(self.rows()), before)
        client.must("login", "--account", "m1.gp", "--password-stdin", stdin="m1.gp password\n")
        row = self.newest("SessionService.Login")
        self.assertEqual((row[0], row[6]), ("m1.gp", "OK"))
        client.must("logout")
        self.assertEqual(self.newest("SessionService.Logout")[0], "m1.gp")

    def test_a_replay_and_a_dry_run_leave_none(self):
        wire = self.wire("lead.gp", self.school.password)
        request = {"student": self.school.student_no(3), "group": "GROUP_ACADEMIC",
                   "mentor": "T002", "on": "2026-03-05"}
        before = len(self.rows("method = 'PairingService.AddPairing'"))
        dry = wire.call("PairingService.AddPairing", {"dry_run": True}, **request)
        self.assertEqual(dry.code, "OK")
        self.assertEqual(len(self.rows("method = 'PairingService.AddPairing'")), before)
        envelope = {"request_id": uuid.uuid4().bytes}
        for _ in range(3):
            self.assertEqual(wire.call("PairingService.AddPairing", envelope, **request).code, "OK")
        self.assertEqual(len(self.rows("method = 'PairingService.AddPairing'")), before + 1)

    def test_nothing_goes_on_unwritten(self):
        """Without its row a write is undone, a read not answered, a refusal UNAVAILABLE."""
        wire = self.wire("lead.gp", self.school.password)
        mentor = self.wire("m1.gp", "m1.gp password")
        self.sealed()
        everybody = ("login_check, app, statistics, district, loan, psych, auditor, keys,"
                     " audit_sealer")
        self.district.sql(f"revoke insert on audit_queue from {everybody}")
        try:
            needs = self.district.sql("select count(*) from pairing")
            answers = [
                wire.call("PairingService.AddPairing", student=self.school.student_no(5),
                          group="GROUP_ACADEMIC", mentor="T001", on="2026-03-05"),
                wire.call("StudentService.ShowStudent", student=self.school.student_no(5)),
                mentor.call("StudentService.ListStudents"),
                mentor.call("AccountService.ListAccounts")]
            self.assertEqual([a.code for a in answers], ["UNAVAILABLE"] * 4)
            self.assertEqual(self.district.sql("select count(*) from pairing"), needs)
        finally:
            self.district.sql(f"grant insert on audit_queue to {everybody}")

    def test_row_and_write_stand_or_fall_together(self):
        """The daemon is killed while a write waits for its commit."""
        self.district.sql("create function nap() returns trigger language plpgsql as"
                          " 'begin perform pg_sleep(3); return null; end';"
                          "create constraint trigger nap after insert on pairing deferrable"
                          " initially deferred for each row execute function nap();")
        try:
            wire = self.wire("lead.gp", self.school.password)
            pairings = self.district.sql("select count(*) from pairing")
            before = len(self.rows("method = 'PairingService.AddPairing'"))
            wire.send_bytes(wire.pack("PairingService.AddPairing", {
                "student": self.school.student_no(6), "group": "GROUP_ACADEMIC",
                "mentor": "T001", "on": "2026-03-05"}))
            napping = "select pid from pg_stat_activity where wait_event = 'PgSleep'"
            wait_until(lambda: self.district.sql(napping), 10)
            self.district.daemon.kill9()
            wait_until(lambda: not self.district.sql(napping), 10)
            time.sleep(0.2)
            written = int(self.district.sql("select count(*) from pairing")[0][0])
            rows = len(self.rows("method = 'PairingService.AddPairing'"))
            self.assertEqual(rows - before, written - int(pairings[0][0]))
        finally:
            self.district.sql("drop trigger nap on pairing; drop function nap()")
            self.district.daemons.pop()
            self.district.start()

    def test_sealing_takes_two_seconds_at_most(self):
        """And as much again for a busy machine."""
        self.school.lead.must("student", "show", self.school.student_no(4))
        begun = time.monotonic()
        self.sealed()
        self.assertLess(time.monotonic() - begun, 4)

    def test_a_late_committer_is_sealed_late(self):
        """Of two transactions the one that began first commits last; none is skipped."""
        self.sealed()
        row = ("insert into audit_queue (campus_id, id, at, method, outcome, psychological) values"
               f" ({self.campus}, gen_random_uuid(), now(), '%s', 'OK', false)")
        with self.district.cluster.transaction(row % "Late.One"):
            self.district.sql(row % "Early.One")
            self.sealed()
        wait_until(lambda: self.district.sql(
            "select count(*) from audit_log where method = 'Late.One'") == [["1"]], 10)
        order = self.district.sql("select method from audit_log where method in"
                                  " ('Late.One', 'Early.One') order by position")
        self.assertEqual(order, [["Early.One"], ["Late.One"]])
        self.assert_sound()

    def assert_sound(self):
        found = self.auditor.must("audit", "verify", json=True)
        self.assertTrue(found["sound"], found)

    def test_two_daemons_seal_one_chain(self):
        second = self.district.start()
        try:
            for n in range(1, 9):
                self.school.lead.must("student", "show", self.school.student_no(n))
            self.sealed()
            positions = self.district.sql("select count(*), max(position) from audit_log where"
                                          f" campus_id = {self.campus}")[0]
            self.assertEqual(positions[0], positions[1])
            self.assert_sound()
        finally:
            second.stop()
            self.district.daemons.remove(second)

    def findings(self, *words):
        found = self.auditor.run("audit", "verify", *words, "-o", "json")
        rows = json.loads(found.stdout).get("rows", [])
        self.assertCode(found, CONFLICT if rows else 0)
        return [(int(r["position"]), r["finding"]) for r in rows]

    def tampered(self, change, *words):
        """What verify finds after the change, which is undone then."""
        self.sealed()
        keep = "; ".join(f"create table kept_{t} as table {t}" for t in ("audit_log", "audit_head"))
        back = "; ".join(f"delete from {t}; insert into {t} table kept_{t}; drop table kept_{t}"
                         for t in ("audit_log", "audit_head"))
        self.district.sql(keep)
        try:
            self.district.sql(change.format(at=f"campus_id = {self.campus} and position"))
            return self.findings(*words)
        finally:
            self.district.sql(back)

    def test_tampering_is_named(self):
        self.sealed()
        self.assertEqual(self.findings(), [])
        head = self.auditor.must("audit", "head", json=True)
        last = int(head["position"])
        for change, found in (
                ("update audit_log set account = 'other' where {at} = 5", [(5, "altered")]),
                ("update audit_log set at = at + interval '1 s' where {at} = 5", [(5, "altered")]),
                ("update audit_log set reason = null, subjects = '{{1}}' where {at} = 3",
                 [(3, "altered")]),
                ("delete from audit_log where {at} = 6", [(6, "removed")]),
                ("delete from audit_log where {at} in (6, 7)", [(6, "removed"), (7, "removed")]),
                ("delete from audit_log where {at} > %d" % (last - 2),
                 [(last - 1, "removed"), (last, "removed")]),
                ("insert into audit_log select campus_id, %d, gen_random_uuid(), at, account_id,"
                 " account, role, roles, device_id, method, subjects, subject, reason, outcome,"
                 " rows, request_id, psychological, sealed_at, hash from audit_log where {at} = 4"
                 % (last + 1), [(last + 1, "inserted")]),
                ("update audit_log set position = -position where {at} >= 5;"
                 " update audit_log set position = 1 - position where {at} < 0;"
                 " insert into audit_log select campus_id, 5, gen_random_uuid(), at, account_id,"
                 " account, role, roles, device_id, method, subjects, subject, reason, outcome,"
                 " rows, request_id, psychological, sealed_at, hash from audit_log where {at} = 4",
                 [(5, "inserted")])):
            with self.subTest(change):
                self.assertEqual(self.tampered(change), found)

    def test_a_witness_sees_a_chain_cut_with_its_head(self):
        self.sealed()
        head = self.auditor.must("audit", "head", json=True)
        witness = f"{head['position']}:{head['hash']}"
        self.assertEqual(self.findings("--head", witness), [])
        cut = ("delete from audit_log where {at} = %d; update audit_head as h set position = %d,"
               " hash = (select hash from audit_log where {at} = %d) where h.campus_id = %s"
               % (int(head["position"]), int(head["position"]) - 1, int(head["position"]) - 1,
                  self.campus))
        self.assertEqual(self.tampered(cut, "--head", witness),
                         [(int(head["position"]), "removed")])
        self.assertCode(self.auditor.run("audit", "verify", "--head", "5:zz"), 3)

    def test_who_has_seen_a_file(self):
        number = self.school.student_no(11)
        self.school.lead.must("student", "show", number)
        seen = self.auditor.must("audit", "subject", "--student", number, json=True)["rows"]
        self.assertTrue(any(r["account"] == "lead.gp" and
                            r["operation"] == "StudentService.ShowStudent" for r in seen), seen)
        self.assertCode(self.mentor.run("audit", "subject", "--student", number), 6)

    def test_a_lead_is_not_told_of_the_psychological_part(self):
        number = self.school.student_no(10)
        self.district.sql(
            "insert into audit_queue (campus_id, id, at, account, method, subjects, outcome,"
            f" psychological) select {self.campus}, gen_random_uuid(), now(), 'psy', 'Psy.Show',"
            f" array[id], 'OK', true from student where student_no = '{number}'")
        def seen(who):
            rows = who.must("audit", "subject", "--student", number, json=True)["rows"]
            return [r["operation"] for r in rows]
        self.assertIn("Psy.Show", seen(self.auditor))
        self.assertNotIn("Psy.Show", seen(self.school.lead))

    def test_an_auditor_lists_without_content(self):
        self.school.lead.must("student", "show", self.school.student_no(9))
        rows = self.auditor.must("audit", "list", "--student", self.school.student_no(9),
                                 "--operation", "StudentService.ShowStudent", json=True)["rows"]
        self.assertEqual(rows[0]["account"], "lead.gp")
        self.assertEqual(rows[0]["subject_no"], self.school.student_no(9))
        self.assertCode(self.school.lead.run("audit", "list"), 6)

    def test_a_campus_s_auditor_sees_its_chain_alone(self):
        """The district's auditor sees all of them."""
        self.district.sql(
            "insert into audit_queue (campus_id, id, at, method, outcome, psychological)"
            " values (0, gen_random_uuid(), now(), 'District.One', 'OK', false)")
        def operations(who, *words):
            rows = who.must("audit", "list", "--limit", 10000, *words, json=True)["rows"]
            return {r["operation"] for r in rows}
        self.assertNotIn("District.One", operations(self.auditor))
        foreign = operations(self.auditor, "--school", "0000000000")
        self.assertNotIn("District.One", foreign)
        password = "auditor.district password"
        admin = self.district.client("admin", self.district.password, name="admin again")
        admin.must("account", "add", "--account", "auditor.district", "--role",
                   "district_administrator", "--password-stdin", stdin=password + "\n")
        self.district.sql("alter table account_role drop constraint if exists"
                          " account_role_district_in_district;"
                          " update account_role set role = 'auditor' where account_id ="
                          " (select id from account where account = 'auditor.district')")
        auditor = self.district.client("auditor.district", password)
        self.assertIn("District.One", operations(auditor))
        self.assertIn("StudentService.ImportStudents",
                      operations(auditor, "--school", self.school.code))
        self.sealed()
        self.assertTrue(auditor.must("audit", "verify", "--school", self.school.code,
                                     json=True)["sound"])


if __name__ == "__main__":
    main()
