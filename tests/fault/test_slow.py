"""fault.slow: peers that take their time. Each is closed at its limit, and a good client hardly
notices. JIEDUI_LONG=1 waits for the limits a daemon has by default."""

import os
import socket
import threading
import time

from district import ADMINISTRATOR, DistrictTest, main, wait_until
from hostile import FACTOR, call, frame, hello, p99, seconds_until_end
from school import School
from wire import Contract, Wire

LIMITS = ({"handshake_ms": 5000, "frame_ms": 10000, "stall_ms": 30000}
          if os.environ.get("JIEDUI_LONG") else
          {"handshake_ms": 2000, "frame_ms": 3000, "stall_ms": 4000})
# The daemon looks four times a second.
LATE_S = 0.25 + 0.1 * FACTOR
EACH = 20
P99_FLOOR_S = 0.05 * FACTOR
LIST = "StudentService.ListStudents"


class Slow(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00", **LIMITS}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        school = School(cls.district, cls.district.administrator())
        school.people(students=500, mentors=1, needs=3)
        cls.contract = Contract()
        cls.good = cls.connect()
        cls.session = cls.good.login("lead.gp", school.password).session

    @classmethod
    def tearDownClass(cls):
        cls.good.close()
        super().tearDownClass()

    @classmethod
    def connect(cls):
        return Wire(cls.contract, cls.district.port, cls.district.folder / "ca.pem", 60)

    def plain(self, data=b""):
        plain = socket.create_connection(("127.0.0.1", self.district.port), 60)
        plain.sendall(data)
        return plain

    def trickler(self):
        """A frame at a byte a second."""
        wire = self.connect()
        data = frame(call("SystemService.Ping"))

        def pour():
            try:
                for byte in data:
                    wire.send_bytes(bytes([byte]))
                    time.sleep(1)
            except OSError:
                pass

        threading.Thread(target=pour, daemon=True).start()
        return wire

    def never_reader(self):
        """Asks for more than sockets hold, and takes none of it."""
        wire = self.connect()
        wire.session = self.session
        wire.call("SessionService.ShowSession")
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for _ in range(400):
            wire.send_bytes(wire.pack(LIST, {"limit": 10000}))
        return wire

    def measure(self, is_over):
        """The p99 of a good client's calls until then."""
        times = []
        while not is_over():
            start = time.monotonic()
            self.assertEqual(self.good.call("SessionService.ShowSession").code, "OK")
            times.append(time.monotonic() - start)
            time.sleep(0.01)
        return p99(times)

    def watch(self, found, kind, sockets, start):
        """Notes when each of them was closed, on a thread."""
        def wait():
            for each in sockets:
                seconds_until_end(each)
                found.setdefault(kind, []).append(time.monotonic() - start)
        thread = threading.Thread(target=wait)
        thread.start()
        return thread

    def test_each_is_closed_at_its_limit_while_others_are_served(self):
        end = time.monotonic() + 2
        alone = self.measure(lambda: time.monotonic() > end)
        part = hello(self.good.context)
        found, start = {}, time.monotonic()
        silent = [self.plain() for _ in range(EACH)]
        half = [self.plain(part[:len(part) // 2]) for _ in range(EACH)]
        answered = [self.plain(part) for _ in range(EACH)]
        tricklers = [self.trickler() for _ in range(EACH)]
        ready = time.monotonic()
        threads = [self.watch(found, kind, sockets, start) for kind, sockets in (
            ("silent", silent), ("half", half), ("answered", answered),
            ("trickler", [w.socket for w in tricklers]))]
        among = self.measure(lambda: not any(t.is_alive() for t in threads))
        started = ready - start
        for kind, limit_ms in (("silent", LIMITS["handshake_ms"]),
                               ("half", LIMITS["handshake_ms"]),
                               ("answered", LIMITS["handshake_ms"]),
                               ("trickler", LIMITS["frame_ms"])):
            with self.subTest(kind):
                self.assertEqual(len(found[kind]), EACH)
                self.assertLess(max(found[kind]), limit_ms / 1000 + started + LATE_S)
                if kind != "answered":
                    self.assertGreater(min(found[kind]), limit_ms / 1000 - 0.3)
        self.assertLess(among, max(2 * alone, P99_FLOOR_S))
        for each in (*silent, *half, *answered, *tricklers):
            each.close()

    def test_a_peer_that_never_reads_is_closed(self):
        """What waits for it is bounded, and so is the wait."""
        reason = "reason=peer_takes_nothing"
        daemon = self.district.daemon
        before = daemon.log.count(reason)
        start = time.monotonic()
        peers = [self.never_reader() for _ in range(2)]
        limit = LIMITS["stall_ms"] / 1000 + 10 * FACTOR
        wait_until(lambda: daemon.log.count(reason) == before + 2, limit, reason)
        self.assertGreater(time.monotonic() - start, LIMITS["stall_ms"] / 1000)
        self.assertEqual(self.good.call(LIST).code, "OK")
        for peer in peers:
            peer.close()


class Nobody(DistrictTest):
    settings = {"login_ms": 2000}

    def test_a_connection_on_which_nobody_logs_in_is_closed(self):
        self.district.start()
        contract = Contract()
        with Wire(contract, self.district.port, self.district.folder / "ca.pem") as idle, \
                Wire(contract, self.district.port, self.district.folder / "ca.pem") as good:
            good.login(ADMINISTRATOR, self.district.password)
            self.assertEqual(idle.call("SystemService.Ping").code, "OK")
            self.assertLess(seconds_until_end(idle.socket), 4)
            time.sleep(1)
            self.assertEqual(good.call("SessionService.ShowSession").code, "OK")


if __name__ == "__main__":
    main()
