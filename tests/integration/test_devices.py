"""integration.devices: machines enrol with a token, are known by their certificates, and are gone
within seconds once revoked (X2, X3), before two daemons on one port."""

import base64
import contextlib
import os
import shutil
import socket
import ssl
import stat
import subprocess
import time
import uuid

from district import (DEVICE, JIEDUI_AUTHORITY, JIEDUID, Client, DistrictTest, call, main,
                      wait_until)
from school import GP, School
from wire import Closed, Contract, Wire

LOCAL, PERMISSION_DENIED, UNAUTHENTICATED, CONFLICT, UNAVAILABLE = 14, 6, 7, 5, 8
CUT_S = 5  # X3: a live connection ends within so many seconds


class Devices(DistrictTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = Contract()
        folder = cls.district.folder
        (folder / "authority").mkdir()
        for end in ("key", "pem"):
            shutil.copy(folder / f"device-ca.{end}", folder / "authority")
        os.chmod(folder / "authority" / "device-ca.key", 0o600)
        cls.socket = folder / "authority.sock"
        cls.start_authority()
        for _ in range(2):
            cls.district.start(authority=str(cls.socket))
        cls.admin = cls.district.administrator()
        cls.gp = School(cls.district, cls.admin)
        cls.ms = School(cls.district, cls.admin, "3451990002", "MS 中学", "lead.ms", "990108")

    @classmethod
    def start_authority(cls):
        log = open(cls.district.folder / "authority.log", "ab")
        cls.authority = subprocess.Popen(
            [JIEDUI_AUTHORITY, "--socket", str(cls.socket), "--authority",
             str(cls.district.folder / "authority")], stdout=log, stderr=log)
        log.close()
        wait_until(cls.socket.exists, 10, "jiedui-authority")

    @classmethod
    def tearDownClass(cls):
        cls.authority.terminate()
        cls.authority.wait(10)
        super().tearDownClass()

    def bare(self, name=None):
        """A person on a machine that is not enrolled."""
        return Client(self.district, name or f"machine-{uuid.uuid4()}", machine=False)

    def token(self, lead, name):
        return lead.must("device", "token", "--name", name, json=True)["token"]

    def enrol(self, lead, name):
        """A machine of the lead's, and its number."""
        person = self.bare()
        reply = person.must("device", "enrol", self.token(lead, name), json=True)
        return person, reply["device"]

    def connect(self, machine, **options):
        return Wire(self.contract, self.district.port, self.district.folder / "ca.pem",
                    machine=machine, **options)

    def assertRefused(self, outcome, code, *words):
        self.assertEqual(outcome.code, code, str(outcome))
        for word in words:
            self.assertIn(word, outcome.stderr)

    # -- Enrolling ------------------------------------------------------------------------------

    def test_a_machine_enrols_and_its_key_stays_on_it(self):
        person = self.bare()
        self.assertRefused(person.run("ping"), LOCAL, "not enrolled", "device token",
                           "device enrol")
        token = self.token(self.gp.lead, "office 1")
        self.assertGreaterEqual(len(token.replace("-", "")), 26)
        reply = person.must("device", "enrol", token, json=True)
        self.assertEqual((reply["name"], reply["campus_code"]), ("office 1", GP))
        self.assertEqual(stat.S_IMODE(person.machine.with_suffix(".key").stat().st_mode), 0o600)
        text = call(["openssl", "x509", "-in", person.machine, "-noout", "-subject", "-ext",
                     "extendedKeyUsage", "-checkend", str(29 * 86400)])
        self.assertIn(reply["device"], text)
        self.assertIn("TLS Web Client Authentication", text)
        self.assertIn("will not expire", text)
        self.assertEqual(subprocess.run(
            ["openssl", "x509", "-in", person.machine, "-noout", "-checkend", str(31 * 86400)],
            capture_output=True, check=False).returncode, 1)
        person.login("lead.gp", self.gp.password)
        person.must("student", "list")
        rows = self.gp.lead.must("device", "list", json=True)["rows"]
        row = next(r for r in rows if r["device"] == reply["device"])
        self.assertEqual((row["name"], row["issued_by"], row["revoked_at"]),
                         ("office 1", "lead.gp", None))
        self.assertIsNotNone(row["enrolled_at"])

    def test_a_token_is_good_once_for_one_day(self):
        token = self.token(self.gp.lead, "office 2")
        self.bare().must("device", "enrol", token)
        self.assertRefused(self.bare().run("device", "enrol", token), PERMISSION_DENIED, "token")
        self.assertRefused(self.bare().run("device", "enrol", "made-up-token-of-26-letters-xx"),
                           PERMISSION_DENIED, "token")
        token = self.token(self.gp.lead, "office 3")
        self.district.sql("update device set token_until = now() - interval '1 second'"
                          " where name = 'office 3'")
        self.assertRefused(self.bare().run("device", "enrol", token), PERMISSION_DENIED, "token")
        held = self.district.sql("select count(*) from request_claim where position("
                                 f"convert_to('{token}', 'UTF8') in reply) > 0")
        self.assertEqual(held, [["0"]])

    def test_an_unused_token_gives_way_and_a_name_is_taken_once(self):
        old = self.token(self.gp.lead, "office 4")
        new = self.token(self.gp.lead, "office 4")
        self.assertRefused(self.bare().run("device", "enrol", old), PERMISSION_DENIED, "token")
        self.bare().must("device", "enrol", new)
        self.assertRefused(self.gp.lead.run("device", "token", "--name", "office 4"), CONFLICT,
                           "revoke")
        self.token(self.ms.lead, "office 4")  # another campus's own matter

    def test_the_same_key_may_ask_again_when_the_answer_was_lost(self):
        person = self.bare()
        token = self.token(self.gp.lead, "office 5")
        person.must("device", "enrol", token)
        # As if the client had died before it kept the certificate: its key still waits.
        key = person.machine.with_suffix(".key")
        key.rename(person.machine.with_suffix(".key.next"))
        person.machine.unlink()
        person.must("device", "enrol", token)
        person.must("ping")

    def test_without_the_authority_enrolling_waits_and_all_else_works(self):
        token = self.token(self.gp.lead, "office 6")
        person = self.bare()
        self.authority.terminate()
        self.authority.wait(10)
        try:
            self.assertRefused(person.run("--timeout", "2", "device", "enrol", token), UNAVAILABLE,
                               "authority")
            self.gp.lead.must("student", "list")
        finally:
            type(self).start_authority()
        person.must("device", "enrol", token)

    def test_the_first_machine_from_the_server_itself(self):
        token = call([JIEDUID, "--device-token", "front desk", "--database",
                      self.district.cluster.administration]).strip()
        person = self.bare()
        reply = person.must("device", "enrol", token, json=True)
        self.assertIsNone(reply["campus_code"])
        for account, password in (("lead.gp", self.gp.password), ("lead.ms", self.ms.password)):
            person.login(account, password)
            person.must("student", "list")

    def test_a_request_that_is_none(self):
        token = self.token(self.gp.lead, "office 7")
        wire = self.connect(None, protocol="jiedui-enrol/1")
        with wire:
            for csr in (b"", b"x", bytes(2000), bytes.fromhex("3003020100")):
                answer = wire.call("DeviceService.EnrolDevice", token=token,
                                   csr=base64.b64encode(csr).decode())
                self.assertEqual(answer.code, "INVALID", answer)
            self.assertEqual(wire.call("SystemService.Ping").code, "PERMISSION_DENIED")
            self.assertEqual(wire.call("SessionService.Login", account="lead.gp",
                                       password=self.gp.password).code, "PERMISSION_DENIED")
        with self.connect("device") as wire:
            answer = wire.call("DeviceService.EnrolDevice", token=token)
            self.assertEqual(answer.code, "PERMISSION_DENIED")

    # -- Renewing -------------------------------------------------------------------------------

    def sign_again(self, person, device, days):
        """The machine's own key with a certificate of so many days."""
        folder = self.district.folder
        key = person.machine.with_suffix(".key")
        call(["openssl", "req", "-new", "-key", key, "-subj", f"/CN={device}", "-out",
              folder / "again.csr"])
        (folder / "again.ext").write_text("extendedKeyUsage=clientAuth\n")
        call(["openssl", "x509", "-req", "-in", folder / "again.csr", "-CA",
              folder / "device-ca.pem", "-CAkey", folder / "device-ca.key", "-out", person.machine,
              "-days", str(days), "-extfile", folder / "again.ext"])

    def end_of(self, person):
        return call(["openssl", "x509", "-in", person.machine, "-noout", "-enddate"])

    def test_a_certificate_renews_itself(self):
        person, device = self.enrol(self.gp.lead, "office 8")
        for days in (5, -1):
            with self.subTest(days):
                self.sign_again(person, device, days)
                before = self.end_of(person)
                person.must("ping")
                self.assertNotEqual(self.end_of(person), before)
                call(["openssl", "x509", "-in", person.machine, "-noout", "-checkend",
                      str(29 * 86400)])

    def test_one_that_was_revoked_or_long_away_does_not(self):
        person, device = self.enrol(self.gp.lead, "office 9")
        self.sign_again(person, device, -1)
        self.district.sql("update device set certified_until = now() - interval '401 days'"
                          f" where id = '{device}'")
        self.assertRefused(person.run("ping"), PERMISSION_DENIED, "new token")
        self.district.sql("update device set certified_until = now(), revoked_at = now()"
                          f" where id = '{device}'")
        self.assertRefused(person.run("ping"), PERMISSION_DENIED, "new token")

    # -- X2: whom the handshake lets in ----------------------------------------------------------

    def machine(self, name, device=DEVICE, **how):
        self.district.make_machine(name, device, **how)
        return name

    def test_x2_machines_that_are_not_let_in(self):
        folder = self.district.folder
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        for name, subject in (("other-ca", "other authority"),
                              ("same-name-ca", "test device authority")):
            call(["openssl", "req", "-x509", *curve, "-keyout", folder / f"{name}.key", "-out",
                  folder / f"{name}.pem", "-subj", f"/CN={subject}", "-days", "9"])
        call(["openssl", "req", "-x509", *curve, "-keyout", folder / "selfmade.key", "-out",
              folder / "selfmade.pem", "-subj", f"/CN={DEVICE}", "-days", "9"])
        for name, machine in (
                ("another authority", self.machine("other", authority="other-ca")),
                ("one of the same name", self.machine("same", authority="same-name-ca")),
                ("the server's authority", self.machine("server-ca", authority="ca")),
                ("signed by itself", "selfmade"),
                ("expired", self.machine("expired", days=-1)),
                ("a server's", self.machine("usage", usage="serverAuth")),
                ("the authority's own", "device-ca"),
                ("the server's own", "server"),
                ("without a number", self.machine("nameless", "somebody"))):
            with self.subTest(name), self.assertRaises((Closed, ssl.SSLError, OSError)):
                with self.connect(machine, timeout=10) as wire:
                    wire.call("SystemService.Ping")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(folder / "ca.pem")
        context.set_alpn_protocols(["jiedui/1"])
        with self.subTest("none"), self.assertRaises((ssl.SSLError, OSError)):
            with socket.create_connection(("127.0.0.1", self.district.port), 10) as plain:
                with context.wrap_socket(plain, server_hostname="localhost") as secure:
                    secure.sendall(b"x")
                    if secure.recv(1) == b"":
                        raise OSError("closed")
        with self.connect("device") as wire:
            self.assertEqual(wire.call("SystemService.Ping").code, "OK")

    def test_x2_a_good_certificate_of_nobody_cannot_log_in(self):
        with self.connect(self.machine("nobody", str(uuid.uuid4()))) as wire:
            answer = wire.call("SessionService.Login", account="lead.gp", password=self.gp.password)
            self.assertEqual((answer.code, answer.status.constraint),
                             ("PERMISSION_DENIED", "device_unknown"))

    def test_x2_no_resumption(self):
        wire = self.connect("device")
        session = wire.socket.session
        wire.call("SystemService.Ping")
        self.assertFalse(wire.socket.session_reused)
        self.assertTrue(wire.socket.session is None or not wire.socket.session.has_ticket)
        wire.close()
        self.assertTrue(session is None or not session.has_ticket)

    # -- X3: who is cut off ---------------------------------------------------------------------

    def assertEnds(self, wire):
        """The connection ends by itself, soon."""
        start = time.monotonic()
        wire.socket.settimeout(CUT_S)
        with self.assertRaises(Closed):
            wire.take(1)
        self.assertLess(time.monotonic() - start, CUT_S)

    def assertUnserved(self, wire):
        """A call made at once is refused, or the daemon's sweep was quicker and has cut it off."""
        with contextlib.suppress(Closed):
            self.assertEqual(wire.call("StudentService.ListStudents").code, "UNAUTHENTICATED")

    def wires(self, person, account, password):
        """Connections to both daemons, logged in on that machine."""
        beside = self.district.folder
        name = person.machine.stem + person.name
        shutil.copy(person.machine, beside / f"{name}.pem")
        shutil.copy(person.machine.with_suffix(".key"), beside / f"{name}.key")
        wires = [self.connect(name) for _ in range(8)]
        for wire in wires:
            wire.login(account, password)
            self.addCleanup(wire.close)
        return wires

    def test_x3_a_revoked_machine(self):
        person, device = self.enrol(self.gp.lead, "office 10")
        person.login("lead.gp", self.gp.password)
        wires = self.wires(person, "lead.gp", self.gp.password)
        reply = self.gp.lead.must("device", "revoke", device, json=True)
        self.assertGreaterEqual(reply["ended_sessions"], 9)
        self.assertUnserved(wires[0])
        for wire in wires:
            self.assertEnds(wire)
        self.assertRefused(person.run("student", "list"), PERMISSION_DENIED, "revoked",
                           "device enrol")
        self.assertRefused(person.run("device", "renew"), PERMISSION_DENIED, "new token")
        self.assertRefused(self.gp.lead.run("device", "revoke", device), 4)
        self.gp.lead.must("student", "list")  # the others do not notice
        person.must("device", "enrol", self.token(self.gp.lead, "office 10"))
        person.login("lead.gp", self.gp.password)

    def test_x3_a_disabled_account(self):
        self.gp.lead.must("account", "add", "--account", "gone", "--role", "campus_lead",
                          "--password-stdin", stdin="a long password\n")
        wires = self.wires(self.gp.lead, "gone", "a long password")
        self.gp.lead.must("account", "disable", "gone")
        for wire in wires:
            self.assertEnds(wire)
        with self.connect("device") as wire:
            answer = wire.call("SessionService.Login", account="gone", password="a long password")
            self.assertEqual(answer.code, "UNAUTHENTICATED")

    def test_x3_a_session_stays_on_its_machine(self):
        person, _ = self.enrol(self.gp.lead, "office 11")
        name = self.wires(person, "lead.gp", self.gp.password)[0]
        with self.connect("device") as thief:
            thief.session = name.session
            answer = thief.call("StudentService.ListStudents")
            self.assertEqual((answer.code, answer.status.constraint),
                             ("UNAUTHENTICATED", "session_other_device"))

    # -- Whose machines --------------------------------------------------------------------------

    def test_a_campus_machine_serves_its_campus_alone(self):
        person, _ = self.enrol(self.gp.lead, "office 12")
        outcome = person.run("login", "--account", "lead.ms", "--password-stdin",
                             stdin=self.ms.password + "\n")
        self.assertRefused(outcome, PERMISSION_DENIED, "another campus")

    def test_a_lead_manages_the_own_campus_alone(self):
        _, device = self.enrol(self.gp.lead, "office 13")
        for words in (("revoke", device), ("rename", device, "--name", "mine")):
            foreign = self.ms.lead.run("device", *words)
            made_up = self.ms.lead.run("device", words[0], str(uuid.uuid4()), *words[2:])
            self.assertEqual((foreign.code, foreign.stderr), (made_up.code, made_up.stderr))
        self.assertNotIn(device, str(self.ms.lead.must("device", "list", json=True).json))
        self.gp.lead.must("device", "rename", device, "--name", "library")
        rows = self.gp.lead.must("device", "list", json=True)["rows"]
        self.assertIn("library", [r["name"] for r in rows if r["device"] == device])

    def test_what_was_done_with_machines_is_in_the_audit(self):
        _, device = self.enrol(self.gp.lead, "office 14")
        self.gp.lead.must("device", "revoke", device)
        wait_until(lambda: self.district.sql(
            f"select count(*) from audit_log where device_id = '{device}'"
            " and method = 'DeviceService.EnrolDevice' and outcome = 'OK'") == [["1"]], 10)
        for method in ("IssueToken", "RevokeDevice"):
            wait_until(lambda method=method: self.district.sql(
                "select count(*) from audit_log where account = 'lead.gp'"
                f" and method = 'DeviceService.{method}'") != [["0"]], 10, method)


if __name__ == "__main__":
    main()
