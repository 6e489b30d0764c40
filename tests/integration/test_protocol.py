"""R5, a short list: what a stranger or a broken client may send. Answered or closed at once, and
nobody else notices."""

import socket
import ssl
import struct
import threading
import time
import uuid

from district import DistrictTest, main
from school import School
from wire import Closed, Contract, Wire

PING = bytes.fromhex("0801" "1212") + b"SystemService.Ping"


def frame(body):
    return struct.pack(">I", len(body)) + body


def field(number, data):
    """A length-delimited field."""
    size, out = len(data), b""
    while True:
        out += bytes([size & 127 | (128 if size > 127 else 0)])
        size >>= 7
        if not size:
            return bytes([number << 3 | 2]) + out + data


class Protocol(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00", "handshake_ms": 1000, "frame_ms": 1000,
                "stall_ms": 1000}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=3, mentors=1)
        cls.contract = Contract()
        cls.good = cls.connect()
        cls.session = cls.good.login("lead.gp", cls.school.password).session

    @classmethod
    def tearDownClass(cls):
        cls.good.close()
        super().tearDownClass()

    @classmethod
    def connect(cls, timeout=10):
        return Wire(cls.contract, cls.district.port, cls.district.folder / "ca.pem", timeout)

    def tearDown(self):
        """A client that was there all the time is served as before."""
        self.assertEqual(self.good.call("StudentService.ListStudents").code, "OK")

    def trusted(self):
        wire = self.connect()
        wire.session = self.session
        self.assertEqual(wire.call("SessionService.ShowSession").code, "OK")
        return wire

    def assertCloses(self, wire, data, seconds=1.0):
        """No answer; the end comes soon."""
        start = time.monotonic()
        with self.assertRaises(Closed):
            wire.send_bytes(data)
            wire.receive()
        self.assertLess(time.monotonic() - start, seconds)
        wire.close()

    def status(self, wire, method, body=b"", **envelope):
        """The status of a call whose body is given in bytes."""
        known = self.contract.methods.get(method)
        call = self.contract.message("jiedui.Call")(id=7, method=method, body=body, **envelope)
        if wire.session is not None:
            call.session = wire.session
        if known is not None and known.rules.idempotent and "request_id" not in envelope:
            call.request_id = uuid.uuid4().bytes
        wire.send_bytes(frame(call.SerializeToString()))
        answer = wire.receive()
        self.assertEqual(answer.id, 7)
        return self.contract.code_name(answer.status.code)

    def test_lengths_that_cannot_be(self):
        for length in (0, 4 * 1024 * 1024 + 1, 0x7FFFFFFF, 0xFFFFFFFF):
            with self.subTest(length):
                self.assertCloses(self.connect(), struct.pack(">I", length))
                self.assertCloses(self.trusted(), struct.pack(">I", length))
        self.assertCloses(self.connect(), struct.pack(">I", 4097))
        self.assertCloses(self.connect(), struct.pack(">I", 4 * 1024 * 1024))

    def test_the_largest_frame(self):
        """4 MiB after login: taken whole; its unknown field passes."""
        wire = self.trusted()
        wire.socket.settimeout(30)
        body = PING + field(15, bytes(4 * 1024 * 1024 - len(PING) - 5))
        self.assertEqual(len(body), 4 * 1024 * 1024)
        wire.send_bytes(frame(body))
        self.assertEqual(wire.receive().status.code, 0)
        wire.close()

    def test_a_cut_header_and_a_cut_frame(self):
        for data in (b"\0", b"\0\0\0", frame(PING)[:-1]):
            with self.subTest(len(data)):
                self.assertCloses(self.connect(), data, seconds=3)
                wire = self.connect()
                wire.send_bytes(data)
                wire.close()

    def test_a_byte_at_a_time(self):
        wire = self.connect()
        for byte in frame(PING):
            wire.send_bytes(bytes([byte]))
        self.assertEqual(wire.receive().status.code, 0)
        wire.close()

    def test_two_frames_in_one_record(self):
        wire = self.trusted()
        second = bytes.fromhex("0802") + PING[2:]
        wire.send_bytes(frame(PING) + frame(second))
        self.assertEqual(sorted(wire.receive().id for _ in range(2)), [1, 2])
        wire.close()

    def test_an_unknown_method(self):
        wire = self.connect()
        self.assertEqual(self.status(wire, "SystemService.Reboot"), "UNIMPLEMENTED")
        self.assertEqual(self.status(wire, "SystemService.Ping"), "OK")
        wire.close()

    def test_a_call_that_is_none(self):
        """No id, id 0, no method, an id twice in flight, no protobuf at all."""
        for body in (PING[2:], b"\x08\x00" + PING[2:], PING[:2], b"\xff" * 40,
                     b"\x0a\xff\xff\xff\xff\x0f", b"GET / HTTP/1.1\r\n"):
            wire = self.connect()
            with self.subTest(body[:12]):
                wire.send_bytes(frame(body))
                try:
                    self.assertNotEqual(wire.receive().status.code, 0)
                except Closed:
                    pass
            wire.close()
        wire = self.trusted()
        listing = wire.pack("StudentService.ListStudents", {})
        start = time.monotonic()
        wire.send_bytes(listing + listing)
        codes = []
        try:
            codes = [wire.receive().status.code for _ in range(2)]
        except Closed:
            pass
        self.assertTrue(len(codes) < 2 or any(codes), "an id twice in flight")
        self.assertLess(time.monotonic() - start, 5)
        wire.close()

    def test_bodies_that_are_against_the_contract(self):
        """Refused before anything is allocated for them."""
        wire = self.trusted()
        show, students = "StudentService.ShowStudent", "StudentService.ImportStudents"
        for name, method, body in (
                ("wrong wire type", show, b"\x08\x01"),
                ("overlong length", show, b"\x0a\xff\xff\xff\xff\x0f"),
                ("cut", show, b"\x0a\x05abc"),
                ("not UTF-8", show, field(1, b"\xff\xfe")),
                ("overlong UTF-8", show, field(1, b"\xc0\x80")),
                ("surrogate", show, field(1, b"\xed\xa0\x80")),
                ("NUL", show, field(1, b"G99\x0001")),
                ("twice", show, field(1, b"a") + field(1, b"b")),
                ("unknown group", "PairingService.AddPairing", b"\x10\x63"),
                ("deep", show, b"\x13" * 200),
                ("submessages", students, field(1, b"") * 20001),
                ("unknown fields", show, b"\x98\x06\x01" * 30000)):
            with self.subTest(name):
                start = time.monotonic()
                self.assertEqual(self.status(wire, method, body), "INVALID")
                self.assertLess(time.monotonic() - start, 2)
        wire.close()

    def test_envelopes_that_are_against_the_contract(self):
        wire = self.trusted()
        self.assertEqual(self.status(wire, "StudentService.ListStudents", dry_run=True), "INVALID")
        self.assertEqual(self.status(wire, "NeedService.FreezeNeeds", request_id=b"short"),
                         "INVALID")
        self.assertEqual(self.status(wire, "NeedService.FreezeNeeds", request_id=b""), "INVALID")
        self.assertIn(self.status(wire, "StudentService.ListStudents", campus="9" * 5000),
                      ("INVALID", "NOT_FOUND"))
        wire.close()

    def test_no_tls_at_all(self):
        for data in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x80\x2e\x01\x00\x02", bytes(5000),
                     frame(PING)):
            with self.subTest(data[:8]), socket.create_connection(
                    ("127.0.0.1", self.district.port), 10) as plain:
                start = time.monotonic()
                try:
                    plain.sendall(data)
                    while plain.recv(4096):
                        pass
                except ConnectionError:
                    pass
                self.assertLess(time.monotonic() - start, 3)

    def test_slow_peers_are_closed(self):
        """No handshake, half a handshake, half a frame: each has its second here."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        hello = ssl.MemoryBIO()
        context.check_hostname = False
        secure = context.wrap_bio(ssl.MemoryBIO(), hello)
        try:
            secure.do_handshake()
        except ssl.SSLWantReadError:
            pass
        for data in (b"", hello.read()[:20]):
            with self.subTest(len(data)), socket.create_connection(
                    ("127.0.0.1", self.district.port), 10) as plain:
                plain.sendall(data)
                start = time.monotonic()
                try:
                    self.assertEqual(plain.recv(1), b"")
                except ConnectionError:
                    pass
                self.assertLess(time.monotonic() - start, 4)
        self.assertCloses(self.connect(), frame(PING)[:10], seconds=4)

    def test_a_peer_that_never_reads(self):
        """Its answers stay within bounds and it is closed; its calls end nowhere else."""
        wire = self.trusted()
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.socket.settimeout(20)
        ended = threading.Event()

        def pour():
            try:
                while not ended.is_set():
                    wire.send_bytes(wire.pack("PlanService.ShowPlan", {}))
            except OSError:
                ended.set()

        thread = threading.Thread(target=pour)
        thread.start()
        closed = ended.wait(25)
        ended.set()
        wire.socket.close()
        thread.join(25)
        self.assertTrue(closed, "a peer that takes nothing is still there")

    def test_data_after_the_end(self):
        wire = self.connect()
        wire.send_bytes(frame(PING))
        wire.receive()
        plain = wire.socket.unwrap()
        plain.sendall(b"more")
        plain.settimeout(5)
        try:
            self.assertEqual(plain.recv(10), b"")
        except ConnectionError:
            pass
        plain.close()

    def test_the_daemon_s_memory_stays_flat(self):
        def resident():
            with open(f"/proc/{self.district.daemon.pid}/status", encoding="ascii") as status:
                return int(status.read().split("VmRSS:")[1].split()[0])
        before = resident()
        for _ in range(50):
            self.assertCloses(self.connect(), struct.pack(">I", 0xFFFFFFFF))
        self.assertLess(resident() - before, 64 * 1024)


if __name__ == "__main__":
    main()
