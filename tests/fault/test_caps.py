"""fault.caps: more connections than there is room for: by address, in all, and by descriptors."""

import resource
import socket
import time
from pathlib import Path

from district import DistrictTest, main, wait_until
from hostile import ANSWER_S, cpu_s
from wire import Closed, Contract, Wire

PER_ADDRESS, IN_ALL = 12, 20
PING = "SystemService.Ping"


class Caps(DistrictTest):
    settings = {"sessions_per_address": PER_ADDRESS, "sessions": IN_ALL, "handshake_ms": 20000}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.contract = Contract()

    def connect(self):
        return Wire(self.contract, self.district.port, self.district.folder / "ca.pem", 10)

    def plain(self, source="127.0.0.1"):
        return socket.create_connection(("127.0.0.1", self.district.port), 10, (source, 0))

    def still_open(self, peers):
        """Those the daemon has not closed."""
        time.sleep(ANSWER_S)
        kept = []
        for peer in peers:
            peer.setblocking(False)
            try:
                peer.recv(1)
                peer.close()
            except BlockingIOError:
                kept.append(peer)
            except ConnectionError:
                peer.close()
        return kept

    def serves_again(self):
        try:
            with self.connect() as wire:
                return wire.call(PING).code == "OK"
        except (Closed, OSError):
            return False

    def test_an_address_and_all_have_their_most(self):
        with self.connect() as good:
            self.assertEqual(good.call(PING).code, "OK")
            first = self.still_open([self.plain() for _ in range(2 * PER_ADDRESS)])
            self.assertEqual(len(first), PER_ADDRESS - 1)
            second = self.still_open([self.plain("127.0.0.2") for _ in range(2 * PER_ADDRESS)])
            self.assertEqual(len(second), IN_ALL - PER_ADDRESS)
            self.assertEqual(self.still_open([self.plain("127.0.0.3")]), [])
            self.assertEqual(good.call(PING).code, "OK")
            for peer in first + second:
                peer.close()
            wait_until(self.serves_again, 5, "places given back")

    def test_out_of_descriptors(self):
        """Established peers are served, nothing spins, and it is over when descriptors are back;
        with a few left to close what comes, and with none at all."""
        for room in (3, 1):
            with self.subTest(room):
                self.run_out(room)

    def run_out(self, room):
        pid = self.district.daemon.process.pid
        with self.connect() as good:
            self.assertEqual(good.call(PING).code, "OK")
            soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
            highest = max(int(p.name) for p in Path(f"/proc/{pid}/fd").iterdir())
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (highest + room, hard))
            try:
                peers = [self.plain() for _ in range(40)]
                before = cpu_s(pid)
                for _ in range(10):
                    self.assertEqual(good.call(PING).code, "OK")
                    time.sleep(0.1)
                self.assertLess(cpu_s(pid) - before, 0.3)
            finally:
                resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))
            for peer in peers:
                peer.close()
            wait_until(self.serves_again, 5, "the daemon to take connections again")


if __name__ == "__main__":
    main()
