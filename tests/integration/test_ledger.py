"""R1, R2: writers retry with the same request id while daemon and PostgreSQL are killed. Against
a ledger flushed to a file nothing is lost, nothing is done twice, no reply differs."""

import json
import os
import random
import signal
import threading
import time
import uuid

from district import DistrictTest, Failure, main, wait_until
from school import School
from wire import Closed, Contract, Wire

AGAIN = ("UNAVAILABLE", "UNKNOWN_OUTCOME", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED")
KILLS = 10
WRITERS = 8
OUTAGES = 10


class Ledger:
    """What was acknowledged: a line a write, on disk before the next call is made."""

    def __init__(self, path):
        self.path = path
        self.file = open(path, "ab", buffering=0)
        self.lock = threading.Lock()

    def add(self, entry):
        with self.lock:
            self.file.write(json.dumps(entry).encode() + b"\n")
            os.fsync(self.file.fileno())

    def read(self):
        return [json.loads(line) for line in self.path.read_text().splitlines()]


class Writer(threading.Thread):
    """Adds records, and corrects one of its own, until told to stop; a call in doubt is made again
    with the same id until it is answered."""

    def __init__(self, test, number):
        super().__init__()
        self.test = test
        self.number = number
        self.wire = None
        self.record = None
        self.n_done = 0
        self.answers = []
        self.fault = None

    def run(self):
        try:
            while not self.test.over.is_set():
                self.write()
        except Exception as fault:  # pylint: disable=broad-except
            self.fault = fault
        if self.wire is not None:
            self.wire.close()

    def write(self):
        request_id = uuid.uuid4().bytes
        self.n_done += 1
        if self.record is None or self.n_done % 3:
            n = self.n_done
            method = "RecordService.AddRecord"
            fields = {"mentor": "T001", "student": self.test.school.student_no(1 + self.number % 5),
                      "group": "GROUP_ACADEMIC", "kind": "RECORD_KIND_MEETING",
                      "channel": "RECORD_CHANNEL_FACE_TO_FACE", "minutes": 40,
                      "held_at": f"2026-03-{2 + self.number % 3:02d}T{self.number:02d}:"
                                 f"{n // 60 % 60:02d}:{n % 60:02d}", "topic": request_id.hex()}
        else:
            method = "RecordService.CorrectRecord"
            fields = {"id": self.record, "reason": request_id.hex(),
                      "minutes": self.n_done % 1000 + 1}
        answer = self.until_answered(method, request_id, fields)
        if answer.code != "OK":
            raise Failure(f"{method} {fields}: {answer}")
        self.record = self.record or answer.reply.id
        self.test.ledger.add({"method": method, "request_id": request_id.hex(), "fields": fields,
                              "reply": answer.bytes.hex()})

    def until_answered(self, method, request_id, fields):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if self.wire is None:
                    self.wire = self.test.connect()
                answer = self.wire.call(method, {"request_id": request_id}, **fields)
            except (OSError, Closed):
                if self.wire is not None:
                    self.wire.close()
                self.wire = None
                time.sleep(0.05)
                continue
            self.answers.append((time.monotonic(), answer.code, answer.status.retry_after_ms))
            if answer.code not in AGAIN:
                return answer
            time.sleep(min(answer.status.retry_after_ms or 50, 500) / 1000)
        raise Failure(f"{method} was not answered within 60 s")


class LedgerTest(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    def setUp(self):
        self.over = threading.Event()
        self.ledger = Ledger(self.district.folder / f"ledger-{self.id().rsplit('.', 1)[1]}")
        self.writers = [Writer(self, n + type(self).used) for n in range(WRITERS)]
        type(self).used += WRITERS
        self.settled = {*self.stored(), *self.versions()}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.used = 0
        cls.district.cluster.stop()
        cls.district.cluster.start(["synchronous_commit=on"])
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=5, mentors=1)
        for n in range(1, 6):
            cls.school.pair(n, "T001")
        cls.contract = Contract()
        with Wire(cls.contract, cls.district.port, cls.district.folder / "ca.pem") as wire:
            cls.session = wire.login("lead.gp", cls.school.password).session

    def connect(self):
        wire = Wire(self.contract, self.district.port, self.district.folder / "ca.pem")
        wire.session = self.session
        return wire

    def acknowledged(self):
        return sum(sum(c == "OK" for _, c, _ in w.answers) for w in self.writers)

    def until_more(self, count=25):
        """Lets the writers get so many further acknowledgements."""
        before = self.acknowledged()
        wait_until(lambda: self.acknowledged() >= before + count or not self.alive(), 30, "writes")
        self.assertTrue(self.alive(), [w.fault for w in self.writers])

    def alive(self):
        return all(w.is_alive() for w in self.writers)

    def finish(self):
        self.over.set()
        for writer in self.writers:
            writer.join(70)
            self.assertFalse(writer.is_alive())
            self.assertIsNone(writer.fault)

    def stored(self):
        return dict(self.district.sql("select topic, count(*) from record where topic is not null "
                                      "group by topic"))

    def versions(self):
        return dict(self.district.sql("select reason, count(*) from record_version "
                                      "group by reason"))

    def assert_ledger(self):
        """0 lost, 0 doubled, 0 differing replies."""
        entries = self.ledger.read()
        self.assertGreater(len(entries), 50)
        stored, versions = self.stored(), self.versions()
        with self.connect() as wire:
            for entry in entries:
                found = stored if entry["method"].endswith("AddRecord") else versions
                self.assertEqual(found.pop(entry["request_id"], "0"), "1", entry)
                again = wire.call(entry["method"],
                                  {"request_id": bytes.fromhex(entry["request_id"])},
                                  **entry["fields"])
                self.assertEqual((again.code, again.bytes.hex()), ("OK", entry["reply"]), entry)
        mine = {e["request_id"] for e in entries}
        others = {r for r in (*stored, *versions) if r not in mine}
        self.assertEqual(others - self.settled, set(), "stored but never acknowledged")
        for record, version, kept in self.district.sql(
                "select r.id, r.version, count(v.version) from record as r left join "
                "record_version as v on v.record_id = r.id group by r.id, r.version"):
            self.assertEqual(int(version), int(kept) + 1, record)

    def test_the_daemon_is_killed(self):
        """R1: ten times, at random moments."""
        chance = random.Random(20260305)
        for writer in self.writers:
            writer.start()
        try:
            for _ in range(KILLS):
                self.until_more()
                time.sleep(chance.random() * 0.2)
                self.district.kill9()
                self.district.start()
            self.until_more()
        finally:
            self.finish()
        self.assert_ledger()

    def watch_outage(self, kill, back):
        """Kills under writers; the daemon stays up and serves within 5 s after PostgreSQL does. On
        a slow disk all writers may be at their ledger in that moment: then once more."""
        pid = self.district.daemon.pid
        for writer in self.writers:
            writer.start()
        try:
            self.until_more()
            begun = time.monotonic()
            for _ in range(OUTAGES):
                kill()
                self.until_served(back())
                if self.refused_since(begun):
                    break
        finally:
            self.finish()
        self.assertTrue(self.district.daemon.is_running())
        self.assertEqual(self.district.daemon.pid, pid)
        refused = self.refused_since(begun)
        self.assertGreater(len(refused), 0)
        self.assertLessEqual({code for code, _ in refused}, {"UNAVAILABLE", "UNKNOWN_OUTCOME"})
        self.assertTrue(all(after > 0 for code, after in refused if code == "UNAVAILABLE"), refused)
        self.assert_ledger()

    def until_served(self, returned):
        wait_until(lambda: any(at > returned and code == "OK"
                               for w in self.writers for at, code, _ in list(w.answers)),
                   5, "the first write after PostgreSQL's return")
        self.until_more()

    def refused_since(self, begun):
        return [(code, after) for w in self.writers for at, code, after in list(w.answers)
                if at > begun and code != "OK"]

    def ready(self):
        wait_until(self.district.cluster.is_ready, 30, "PostgreSQL")
        return time.monotonic()

    def test_a_backend_is_killed(self):
        """R2: PostgreSQL ends all backends and recovers by itself."""
        def kill():
            pid = self.district.sql("select pid from pg_stat_activity where usename = 'jieduid' "
                                    "limit 1")[0][0]
            os.kill(int(pid), signal.SIGKILL)
            time.sleep(0.1)

        self.watch_outage(kill, self.ready)

    def test_the_postmaster_is_killed(self):
        """R2: and started again a second later."""
        def back():
            time.sleep(1)
            self.district.cluster.start(["synchronous_commit=on"])
            return time.monotonic()

        self.watch_outage(self.district.cluster.kill9, back)


if __name__ == "__main__":
    main()
