"""The daemon by itself: its configuration, what it refuses to start with, its log, its end."""

import shutil
import socket
import subprocess
import time
import uuid

from district import JIEDUID, Daemon, DistrictTest, main, sanitized, wait_until
from school import School
from wire import Closed, Contract, Wire

LOCK = "lock table mentor in access exclusive mode"

INVALID, CONFLICT, UNAVAILABLE = 3, 5, 8


class DaemonTest(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00", "drain_ms": 3000}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=4, mentors=1)
        cls.contract = Contract()
        with cls.connect() as wire:
            cls.session = wire.login("lead.gp", cls.school.password).session

    @classmethod
    def connect(cls):
        wire = Wire(cls.contract, cls.district.port, cls.district.folder / "ca.pem")
        wire.session = getattr(cls, "session", None)
        return wire

    def check_config(self, **values):
        """jieduid --check-config on such a file: exit code and what it says."""
        path = self.district.write_config(**values).rename(self.district.folder / "checked.conf")
        return self.check_file(path)

    def check_file(self, path):
        done = subprocess.run([JIEDUID, "--config", path, "--check-config"], capture_output=True,
                              text=True, timeout=30, env=sanitized({}), check=False)
        return done.returncode, done.stdout + done.stderr

    def test_a_good_configuration(self):
        code, said = self.check_config()
        self.assertEqual(code, 0, said)
        self.assertIn("is good", said)

    def test_a_bad_configuration_says_where_and_what(self):
        for values, words in (
                ({"port": 70000}, ("port = 70000", "65535")),
                ({"pool": 0}, ("pool = 0",)),
                ({"certificate": "/nowhere.pem"}, ("/nowhere.pem", "No such file")),
                ({"key": str(self.district.folder / "ca.pem")}, ("ca.pem", "its own key")),
                ({"database": None}, ("database is missing",)),
                ({"log_level": "loud"}, ("loud", "warning")),
                ({"clock": "yesterday"}, ("yesterday", "2026-03-05T08:00:00+08:00")),
                ({"colour": "red"}, ("line", "colour"))):
            with self.subTest(str(values)):
                code, said = self.check_config(**values)
                self.assertEqual(code, INVALID, said)
                self.assertEqual(len(said.splitlines()), 1, said)
                for word in words:
                    self.assertIn(word, said)
        code, said = self.check_file(self.district.folder / "no-such.conf")
        self.assertEqual((code, "no-such.conf" in said), (INVALID, True), said)

    def refuse(self, spoil, mend, **overrides):
        """What a daemon says that does not start in such a district."""
        for statement in spoil:
            self.district.sql(statement)
        self.district.n_daemons += 1
        daemon = Daemon(self.district, self.district.write_config(**overrides),
                        self.district.folder / f"refused-{self.district.n_daemons}.log")
        try:
            daemon.spawn(sanitized({}))
            try:
                code = daemon.process.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill9()
                self.fail("it started:\n" + daemon.log)
        finally:
            for statement in mend:
                self.district.sql(statement)
        daemon.check()
        self.assertNotIn("event=started", daemon.log)
        return code, daemon.log

    def test_a_schema_that_is_older(self):
        code, log = self.refuse(
            ["create table kept as select * from schema_migration",
             "delete from schema_migration where number = 8"],
            ["insert into schema_migration select * from kept where number = 8", "drop table kept"])
        self.assertEqual(code, CONFLICT, log)
        self.assertRegex(log, r"older.*0008_.*jieduid --migrate")

    def test_a_schema_that_is_newer(self):
        """Unless its migrations declare that they work with this daemon."""
        insert = ("insert into schema_migration (number, name, checksum, oldest_daemon) "
                  "values (9999, '9999_later.sql', 'x', '{}')")
        delete = "delete from schema_migration where number = 9999"
        code, log = self.refuse([insert.format("99.0.0")], [delete])
        self.assertEqual(code, CONFLICT, log)
        self.assertRegex(log, r"newer.*9999_later\.sql needs jieduid 99\.0\.0")
        self.district.sql(insert.format("0.1.0"))
        try:
            self.district.start()
        finally:
            self.district.sql(delete)
        self.district.daemons.pop().stop()

    def test_a_schema_of_another_daemon(self):
        code, log = self.refuse(
            ["update schema_migration set checksum = 'x' || checksum where number = 4"],
            ["update schema_migration set checksum = substr(checksum, 2) where number = 4"])
        self.assertEqual(code, CONFLICT, log)
        self.assertIn("0004_", log)

    def test_a_fault_between_sql_and_schema_is_named(self):
        for spoil, mend, words in (
                ("alter table record rename column topic to subject_matter",
                 "alter table record rename column subject_matter to topic",
                 "record/add_record.sql"),
                ("delete from rule where name = 'record_not_in_future'",
                 "insert into rule values ('record_not_in_future', 'INVALID', 'The record lies in "
                 "the future: give the moment at which it was held.')",
                 "record_not_in_future")):
            with self.subTest(spoil):
                code, log = self.refuse([spoil], [mend])
                self.assertEqual(code, CONFLICT, log)
                self.assertIn(words, log)
                self.assertRegex(log, r"\d+ faults between")

    def test_a_log_of_postgresql_that_would_keep_people_s_data(self):
        for setting, bad, good in (("log_parameter_max_length", "-1", "0"),
                                   ("log_min_messages", "error", "fatal"),
                                   ("log_min_error_statement", "error", "panic")):
            with self.subTest(setting):
                code, log = self.refuse([f"alter role jieduid set {setting} = '{bad}'"],
                                        [f"alter role jieduid set {setting} = '{good}'"])
                self.assertEqual(code, CONFLICT, log)
                self.assertIn(f"alter role jieduid set {setting} = '{good}'", log)

    def test_no_database(self):
        code, log = self.refuse([], [], database="host=/nowhere dbname=jiedui user=jieduid")
        self.assertEqual(code, UNAVAILABLE, log)
        self.assertIn("is PostgreSQL running", log)

    def test_log_lines_tell_who_did_what_and_never_what_was_said(self):
        secret = f"秘密{uuid.uuid4().hex}"
        number = self.school.student_no(1)
        self.school.pair(1, "T001")
        self.school.lead.run("record", "add", "--mentor", "T001", "--student", number, "--group",
                             "academic", "--kind", "meeting", "--channel", "phone", "--held-at",
                             "2026-03-04T10:00", "--minutes", "5", "--topic", secret, "--content",
                             secret)
        self.school.lead.run("pairing", "add", "--student", number, "--group", secret[:5],
                             "--mentor", "T001", "--on", "2026-02-30")
        self.school.lead.run("pairing", "add", "--student", number, "--group", "academic",
                             "--mentor", "T001", "--on", "2026-02-30")
        log = self.district.daemon.log
        line = next(x for x in log.splitlines() if "method=RecordService.AddRecord" in x)
        for part in ("event=call", "caller=lead.gp", "status=OK", "rows=", "ms=", "level=info"):
            self.assertIn(part, line)
        self.assertRegex(log, r"method=PairingService.AddPairing caller=lead.gp \S+ status=INVALID "
                              r"sqlstate=22008")
        postgresql = (self.district.folder / "pg.log").read_text(errors="replace")
        for where in (log, postgresql):
            for word in (secret, number, self.school.password, "2026-02-30", "老师"):
                self.assertNotIn(word, where)

    def is_refused(self):
        try:
            self.connect().close()
        except OSError:
            return True
        return False

    def test_sigterm_drains(self):
        """The call under way is answered, a new connection is not taken."""
        with self.connect() as wire:
            self.assertEqual(wire.call("SessionService.ShowSession").code, "OK")
            with self.district.cluster.transaction(LOCK):
                wire.send_bytes(wire.pack("MentorService.ListMentors", {}))
                self.district.cluster.wait_for_waiter()
                daemon = self.district.daemons.pop()
                daemon.process.terminate()
                wait_until(lambda: "event=stopping" in daemon.log, 5, "the draining")
                wait_until(self.is_refused, 5, "the closed port")
            self.assertEqual(wire.receive().status.code, 0)
            with self.assertRaises(Closed):
                wire.receive()
        self.assertEqual(daemon.process.wait(10), 0, daemon.log)
        daemon.check()
        self.assertIn("event=stopped", daemon.log)
        self.district.start()

    def test_draining_has_an_end(self):
        """A call that hangs is given up after drain_ms."""
        with self.connect() as wire:
            wire.call("SessionService.ShowSession")
            with self.district.cluster.transaction(LOCK):
                wire.send_bytes(wire.pack("MentorService.ListMentors", {}))
                self.district.cluster.wait_for_waiter()
                start = time.monotonic()
                self.district.daemons.pop().stop()
                self.assertLess(time.monotonic() - start, 10)
        self.district.start()

    def test_the_service_manager_is_told(self):
        """When it is ready, that its loop turns, and when it stops."""
        said = []
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(str(self.district.folder / "notify"))
            manager.settimeout(20)
            daemon = self.district.start(environment={
                "NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "200000"})
            while said.count("WATCHDOG=1") < 3:
                said.append(manager.recv(100).decode())
            self.district.daemons.remove(daemon)
            daemon.stop()
            manager.setblocking(False)
            try:
                while True:
                    said.append(manager.recv(100).decode())
            except BlockingIOError:
                pass
        self.assertEqual([word for word in said if word != "WATCHDOG=1"],
                         ["READY=1", "STOPPING=1"])
        self.assertEqual(said[0], "READY=1")

    def test_keys_come_as_credentials(self):
        """The service manager lets the daemon in by a list, which shows as the group's bits; a file
        anywhere else with such bits is refused."""
        folder = self.district.folder / "credentials"
        folder.mkdir()
        shutil.copy(self.district.folder / "master.key", folder)
        (folder / "master.key").chmod(0o440)
        written = "${CREDENTIALS_DIRECTORY:-/nowhere}/master.key"
        path = self.district.write_config(master_key=written)
        for environment, code, words in (
                ({"CREDENTIALS_DIRECTORY": str(folder)}, 0, "is good"),
                ({}, INVALID, "/nowhere/master.key")):
            done = subprocess.run([JIEDUID, "--config", path, "--check-config"],
                                  capture_output=True, text=True, timeout=30, check=False,
                                  env=sanitized(environment))
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(words, done.stdout + done.stderr)
        code, said = self.check_config(master_key=str(folder / "master.key"))
        self.assertEqual((code, "chmod 600" in said), (INVALID, True), said)

    def test_two_daemons_share_a_port(self):
        """Both serve; one goes, the other goes on without a failed call."""
        first = self.district.daemon
        second = self.district.start()
        for _ in range(60):
            with self.connect() as wire:
                self.assertEqual(wire.call("StudentService.ListStudents").code, "OK")
        for daemon in (first, second):
            self.assertRegex(daemon.log, r"method=StudentService\.ListStudents caller=lead\.gp")
        self.district.daemons.remove(first)
        first.stop()
        for _ in range(10):
            with self.connect() as wire:
                self.assertEqual(wire.call("StudentService.ListStudents").code, "OK")

    def test_a_deadline(self):
        """The caller's own, when the database is slow; the connection serves on."""
        with self.connect() as wire:
            wire.call("SessionService.ShowSession")
            with self.district.cluster.transaction(LOCK):
                start = time.monotonic()
                answer = wire.call("MentorService.ListMentors", {"deadline_ms": 300})
                self.assertEqual(answer.code, "DEADLINE_EXCEEDED")
                self.assertLess(time.monotonic() - start, 1.5)
                self.assertEqual(wire.call("StudentService.ListStudents").code, "OK")
            self.assertEqual(wire.call("MentorService.ListMentors").code, "OK")


if __name__ == "__main__":
    main()
