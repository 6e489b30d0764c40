"""fault.flood: R7. More handshakes are begun than the daemon can make: those who are in see no
error, newcomers get in soon after, and memory and descriptors are given back."""

import os
import socket
import ssl
import threading
import time
from pathlib import Path

from district import DistrictTest, main, wait_until
from hostile import hello
from wire import Closed, Contract, Wire

PING = "SystemService.Ping"
SECONDS = 3 if "JIEDUI_LONG" not in os.environ else 60
MOST = 20_000  # connections in all, whatever the machine can
FLOODERS = 4


class Flood(DistrictTest):
    settings = {"sessions_per_address": 200, "handshake_ms": 1000}

    def flood(self, stop, counts):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.set_alpn_protocols(["jiedui/1"])
        first = hello(context)  # cheap to send again and again, dear to answer
        held = []
        while not stop.is_set() and sum(counts.values()) < MOST:
            try:
                peer = socket.create_connection(("127.0.0.1", self.district.port), 2)
                peer.sendall(first)
                held.append(peer)
            except OSError:
                pass
            counts[threading.get_ident()] = counts.get(threading.get_ident(), 0) + 1
            if len(held) > 100:
                held.pop(0).close()
        for peer in held:
            peer.close()

    def serves(self, contract):
        try:
            with Wire(contract, self.district.port, self.district.folder / "ca.pem", 5) as wire:
                return wire.call(PING).code == "OK"
        except (Closed, OSError):
            return False

    def test_those_who_are_in_do_not_notice(self):
        daemon = self.district.start()
        contract = Contract()
        descriptors = len(list(Path(f"/proc/{daemon.pid}/fd").iterdir()))
        with Wire(contract, self.district.port, self.district.folder / "ca.pem", 20) as good:
            self.assertEqual(good.call(PING).code, "OK")
            stop, counts = threading.Event(), {}
            flooders = [threading.Thread(target=self.flood, args=(stop, counts))
                        for _ in range(FLOODERS)]
            for flooder in flooders:
                flooder.start()
            end = time.monotonic() + SECONDS
            answered = 0
            while time.monotonic() < end:
                self.assertEqual(good.call(PING).code, "OK")
                answered += 1
            stop.set()
            for flooder in flooders:
                flooder.join()
            self.assertGreater(answered, 10)
            self.assertGreater(sum(counts.values()), 200)
            wait_until(lambda: self.serves(contract), 5, "newcomers to get in again")
            self.assertEqual(good.call(PING).code, "OK")
        wait_until(lambda: len(list(Path(f"/proc/{daemon.pid}/fd").iterdir())) <= descriptors + 2,
                   5, "the descriptors to be given back")


if __name__ == "__main__":
    main()
