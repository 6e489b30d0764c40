"""Records written without a network: kept sealed on the machine, sent later, each stored exactly
once, whatever is killed, lost or done twice in between."""

import json
import random
import re
import socket
import subprocess
import threading
import time
import uuid

from district import JIEDUI, DistrictTest, main
from school import School
from wire import hang_up

INVALID, NOT_FOUND, CONFLICT, PERMISSION_DENIED, UNAUTHENTICATED = 3, 4, 5, 6, 7
UNAVAILABLE, DEADLINE_EXCEEDED, PARTIAL, UNKNOWN_OUTCOME, LOCAL = 8, 9, 11, 13, 14
KEPT = re.compile(r"kept on this machine as number (\d+)")


class Line(threading.Thread):
    """The network between client and daemon: there, gone, slow, or losing what comes back."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.target = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.mode = "there"
        self.start()

    def run(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if self.mode == "gone":
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()
                continue
            said = []
            threading.Thread(target=self.carry, args=(near, far, said), daemon=True).start()
            threading.Thread(target=self.bring, args=(far, near, said), daemon=True).start()

    def carry(self, near, far, said):
        """What the client says; its second word ends the handshake, and calls follow."""
        try:
            while data := near.recv(65536):
                if self.mode == "slow":
                    time.sleep(0.02)
                far.sendall(data)
                said.append(len(data))
        except OSError:
            pass
        far.close()

    def bring(self, far, near, said):
        try:
            while data := far.recv(65536):
                if self.mode == "losing" and len(said) >= 2:
                    time.sleep(0.2)  # the call is done by now
                    break
                near.sendall(data)
        except OSError:
            pass
        hang_up(near, far)


class Queue(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=6, mentors=2)
        for n, mentor in ((1, "T001"), (2, "T001"), (3, "T001"), (4, "T002"), (5, "T001")):
            cls.school.pair(n, mentor, on="2026-02-25")
        for mentor, account in (("T001", "m.one"), ("T002", "m.two")):
            cls.school.mentor_account(mentor, account)
        cls.n = cls.minute = 0

    def setUp(self):
        """A machine of its own for each test, behind a line of its own."""
        type(self).n += 1
        self.line = Line(self.district.port)
        self.addCleanup(self.line.listener.close)
        self.mentor = self.district.client(name=f"machine{self.n}")
        self.mentor.must("profile", "add", "test", "--host", "127.0.0.1", "--port", self.line.port,
                         "--ca", self.district.folder / "ca.pem", "--server-name", "localhost")
        self.login("m.one")
        self.ledger = []

    def login(self, account):
        return self.mentor.login(account, f"{account} password")

    @property
    def folder(self):
        return self.mentor.home / "state" / "jiedui" / "queue" / "test"

    def words(self, student, topic, held_at=None, **more):
        """A record of a moment of its own."""
        type(self).minute += 1
        held_at = held_at or f"2026-03-03T{8 + self.minute // 60:02d}:{self.minute % 60:02d}"
        words = ["record", "add", "--student", self.school.student_no(student), "--group",
                 "academic", "--kind", "meeting", "--channel", "face_to_face", "--held-at", held_at,
                 "--minutes", "40", "--topic", topic]
        return words + [w for k, v in more.items() for w in (f"--{k}", v)]

    def keep(self, student=1, **options):
        """Writes a record while the line is gone; its topic and its number in the queue."""
        topic = uuid.uuid4().hex
        self.line.mode = "gone"
        added = self.mentor.run("--timeout", "0.3", *self.words(student, topic, **options))
        self.line.mode = "there"
        self.assertIn(added.code, (UNAVAILABLE, DEADLINE_EXCEEDED), added)
        self.ledger.append(topic)
        return topic, int(KEPT.search(added.stderr)[1])

    def queue(self, *words, code=0):
        done = self.mentor.run("queue", *words, "-o", "json")
        self.assertCode(done, code)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def waiting(self):
        return self.queue("list")["rows"]

    def stored(self, topic):
        return int(self.district.sql(f"select count(*) from record where topic = '{topic}'")[0][0])

    def assert_each_once(self):
        self.assertEqual([self.stored(t) for t in self.ledger], [1] * len(self.ledger))

    def test_what_is_kept_is_sent_in_order_and_stored_once(self):
        kept = [self.keep(n, content="第'一'次\n谈话") for n in (1, 2, 3)]
        self.assertEqual([n for _, n in kept], [1, 2, 3])
        rows = self.waiting()
        self.assertEqual([(r["number"], r["state"], r["account"], r["kind"]) for r in rows],
                         [(n, "waits", "m.one", "meeting") for n in (1, 2, 3)])
        told = self.mentor.must("whoami")
        self.assertIn("not stored yet: 3.", told.stderr)
        self.assertEqual([self.stored(t) for t, _ in kept], [0, 0, 0])
        dry = self.queue("send", "--dry-run")
        self.assertEqual([r["state"] for r in dry["rows"]], ["stored"] * 3)
        self.assertEqual([len(self.waiting()), *[self.stored(t) for t, _ in kept]], [3, 0, 0, 0])
        sent = self.queue("send")["rows"]
        self.assertEqual([(r["number"], r["state"]) for r in sent],
                         [(n, "stored") for n in (1, 2, 3)])
        shown = self.mentor.must("record", "show", sent[0]["id"], json=True)
        self.assertEqual((shown["topic"], shown["content"]), (kept[0][0], "第'一'次\n谈话"))
        self.assert_each_once()
        self.assertEqual(self.waiting(), [])
        self.assertNotIn("not stored yet", self.mentor.must("whoami").stderr)
        self.assertEqual(self.keep()[1], 4)  # a number is never used again

    def test_it_lies_sealed_and_for_its_owner_alone(self):
        topic, _ = self.keep(content="只给导师看的话")
        files = [p for p in self.mentor.home.rglob("*") if p.is_file()]
        for path in files:
            for plain in (topic, "只给导师看的话", self.school.student_no(1)):
                self.assertNotIn(plain.encode(), path.read_bytes(), path)
        key = self.mentor.home / "config" / "jiedui" / "queues" / "test.key"
        for path in (key, *self.folder.iterdir()):
            self.assertEqual(path.stat().st_mode & 0o777, 0o600, path)
        for path in (key.parent, self.folder, self.folder.parent):
            self.assertEqual(path.stat().st_mode & 0o777, 0o700, path)
        second, _ = self.keep(2)
        item = self.folder / "1.item"
        whole = item.read_bytes()
        item.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        listed = self.mentor.run("queue", "list", json=False)
        self.assertCode(listed, LOCAL)
        self.assertIn("1.item cannot be opened", listed.stderr)
        self.assertEqual(len(self.queue("send")["rows"]), 1)  # the sound one
        self.assertEqual((self.stored(second), item.exists()), (1, True))
        item.write_bytes(whole)
        self.assertEqual(len(self.queue("send")["rows"]), 1)
        self.assert_each_once()

    def test_only_records_and_only_what_could_not_be_sent(self):
        self.assertCode(self.mentor.run(*self.words(1, "x", held_at="2026-03-09T10:00")), INVALID)
        record = self.mentor.must(*self.words(1, "there"), json=True)["id"]
        self.line.mode = "gone"
        offline = ("--timeout", "0.2")
        self.mentor.run(*offline, "record", "correct", record, "--reason", "x", "--minutes", "9")
        self.mentor.run(*offline, "agreement", "sign", "--pairing", str(uuid.uuid4()), "--on",
                        "2026-03-05")
        dry = self.mentor.run(*offline, "--dry-run", *self.words(1, "x"))
        self.assertNotIn("kept", dry.stderr)
        self.assertFalse(self.folder.exists())

    def test_what_the_server_refuses_stays_with_the_reason(self):
        refused, number = self.keep(6)
        future, late = self.keep(1, held_at="2026-03-09T16:30")
        good, _ = self.keep(1)
        rows = self.queue("send", code=PARTIAL)["rows"]
        self.assertEqual([r["state"] for r in rows], ["rejected", "rejected", "stored"])
        self.assertEqual((self.stored(good), self.stored(refused), self.stored(future)), (1, 0, 0))
        listed = self.waiting()
        self.assertEqual([(r["number"], r["state"]) for r in listed],
                         [(number, "rejected"), (late, "rejected")])
        self.assertIn("not yours", listed[0]["reason"])
        self.assertIn("future", listed[1]["reason"])
        self.assertEqual(self.queue("send")["rows"], [])  # not tried again unless it is named
        told = self.mentor.must("--lang", "zh", "queue", "list").stdout
        self.assertRegex(told, "退回.*将来")
        shown = self.mentor.must("queue", "show", late).stdout
        command = re.search(r"\n  jiedui (.*)\n", shown)[1].replace("2026-03-09", "2026-03-04")
        anew = subprocess.run(f"{JIEDUI} {command}", shell=True, env=self.mentor.environment,
                              capture_output=True, text=True, check=False)
        self.assertEqual(anew.returncode, 0, anew.stderr)
        self.assertEqual(self.stored(future), 1)
        self.mentor.must("queue", "remove", late)
        self.school.pair(6, "T001", on="2026-03-02")
        self.assertEqual(self.queue("send", number)["rows"][0]["state"], "stored")
        self.assert_each_once()
        self.assertCode(self.mentor.run("queue", "show", number), NOT_FOUND)
        self.assertCode(self.mentor.run("queue", "show", "one"), 2)

    def test_only_who_wrote_it_sends_it(self):
        topic, number = self.keep()
        self.login("m.two")
        other = self.mentor.run("queue", "send")
        self.assertCode(other, 0)
        self.assertIn("written by m.one", other.stderr)
        row = self.waiting()[0]
        self.assertEqual((row["account"], row["student"], row["kind"]), ("m.one", None, None))
        for word in ("show", "remove"):
            self.assertCode(self.mentor.run("queue", word, number), PERMISSION_DENIED)
        self.assertEqual(self.stored(topic), 0)
        self.login("m.one")
        self.queue("send")
        self.assert_each_once()

    def test_a_session_that_is_over_loses_nothing(self):
        self.district.sql("update session set expires_at = '2026-03-01'")
        topic, _ = self.keep()
        over = self.mentor.run("queue", "send")
        self.assertCode(over, UNAUTHENTICATED)
        self.assertEqual((self.stored(topic), len(self.waiting())), (0, 1))
        self.assertIn("not stored yet: 1", self.login("m.one").stderr)
        self.queue("send")
        self.assert_each_once()
        self.school.lead.login(self.school.account, self.school.password)

    def test_an_answer_that_was_lost_doubles_nothing(self):
        """The record is stored and the client does not know it: it keeps it, and says so."""
        topic = uuid.uuid4().hex
        self.ledger.append(topic)
        self.line.mode = "losing"
        lost = self.mentor.run("--timeout", "2", *self.words(1, topic))
        self.assertIn(lost.code, (UNAVAILABLE, DEADLINE_EXCEEDED, UNKNOWN_OUTCOME), lost)
        self.assertIn("nobody knows whether", lost.stderr)
        self.assertEqual(self.stored(topic), 1)
        again = self.mentor.run("--timeout", "2", "queue", "send")
        self.assertNotEqual(again.code, 0)
        self.line.mode = "there"
        self.assertEqual(len(self.waiting()), 1)
        self.assertEqual(self.queue("send")["rows"][0]["state"], "stored")
        self.assert_each_once()

    def test_a_daemon_that_is_stopped_and_started(self):
        self.district.stop()
        try:
            topic = uuid.uuid4().hex
            added = self.mentor.run("--timeout", "0.5", *self.words(2, topic))
            self.assertIn("as number 1", added.stderr)
            self.ledger.append(topic)
            self.assertNotEqual(self.mentor.run("--timeout", "0.5", "queue", "send").code, 0)
            self.assertEqual(len(self.waiting()), 1)
        finally:
            self.district.start()
        self.queue("send")
        self.assert_each_once()

    def popen(self, *words):
        return subprocess.Popen([JIEDUI, *words], env=self.mentor.environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def test_whoever_writes_is_killed(self):
        """What was said to be kept is there; what was not is there whole or not at all."""
        self.line.mode = "gone"
        chance = random.Random(7)
        for _ in range(6):
            topic = uuid.uuid4().hex
            child = self.popen("--timeout", "0.1", *self.words(1, topic))
            time.sleep(chance.uniform(0.1, 0.35))
            child.kill()
            if KEPT.search(child.communicate()[1]):
                self.ledger.append(topic)
        self.line.mode = "there"
        self.assertGreaterEqual(len(self.waiting()), len(self.ledger))
        self.queue("send")
        self.assert_each_once()

    def test_whoever_sends_is_killed(self):
        for _ in range(5):
            self.keep()
        self.line.mode = "slow"
        chance = random.Random(8)
        kills = 0
        while self.waiting():
            child = self.popen("queue", "send")
            try:  # longer from one to the next, so that it hits every step on any machine
                child.wait(chance.uniform(0.5, 1) * 0.05 * 1.15 ** kills)
            except subprocess.TimeoutExpired:
                child.kill()
                kills += 1
            child.communicate()
            self.assertLess(kills, 60)
        self.assertGreater(kills, 0)
        self.assert_each_once()

    def test_two_senders_at_once(self):
        for _ in range(3):
            self.keep()
        self.line.mode = "slow"
        children = [self.popen("queue", "send") for _ in range(2)]
        codes = []
        for child in children:
            child.communicate()
            codes.append(child.returncode)
        self.assertIn(0, codes)
        self.assertLessEqual(set(codes), {0, CONFLICT})
        self.assertEqual(self.waiting(), [])
        self.assert_each_once()


if __name__ == "__main__":
    main()
