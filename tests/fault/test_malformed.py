"""fault.malformed: a table of what no well-behaved client sends. Each is answered with an error or
closed at once, the daemon's memory stays flat, and others are served all the while."""

import socket
import ssl
import struct
import threading
import time

from district import DistrictTest, main
from hostile import (ANSWER_S, FACTOR, FLAT, call, field, frame, hello, number, resident_kib,
                     seconds_until_end, update_keys)
from school import School
from wire import Closed, Contract, Wire

MAX, MAX_BEFORE_LOGIN = 4 * 1024 * 1024, 4096
GROWTH_KIB = 24 * 1024
PING, SHOW, LIST = "SystemService.Ping", "StudentService.ShowStudent", "StudentService.ListStudents"
IMPORT, ADD = "StudentService.ImportStudents", "PairingService.AddPairing"
UUID = bytes(range(16))
CLOSE, ANY = "close", "error or close"


def length(n):
    return struct.pack(">I", n)


def nest(depth):
    """Submessages in a field no message has, each inside the last."""
    body = b""
    for _ in range(depth):
        body = field(1, body)
    return body


def raw(method, body, more=b""):
    return frame(call(method, body, more=more))


# name, bytes of frames, outcome: CLOSE, ANY, or the code of the answer. The stranger has not logged
# in. An end follows what would rightly be waited for: `cut`.
STRANGER = [
    ("length 0", length(0), CLOSE),
    ("length 1", length(1) + b"x", CLOSE),
    ("length 1, id only", length(1) + b"\x08", CLOSE),
    ("length one above the stranger's limit", length(MAX_BEFORE_LOGIN + 1), CLOSE),
    ("length of the limit after login", length(MAX), CLOSE),
    ("length one above all limits", length(MAX + 1), CLOSE),
    ("length 0x7fffffff", length(0x7FFFFFFF), CLOSE),
    ("length 0x80000000", length(0x80000000), CLOSE),
    ("length 0xffffffff", length(0xFFFFFFFF), CLOSE),
    ("little-endian length", struct.pack("<I", 30) + call(PING), CLOSE),
    ("HTTP inside TLS", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", CLOSE),
    ("HTTP/2 preface inside TLS", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", CLOSE),
    ("a TLS hello inside TLS", bytes.fromhex("160301") + bytes(60), CLOSE),
    ("zeros", bytes(4096), CLOSE),
    ("ones", b"\xff" * 4096, CLOSE),
    ("text in a frame", frame(b"GET / HTTP/1.1\r\n"), CLOSE),
    ("id 0", frame(call(PING, call_id=0)), CLOSE),
    ("no id", frame(field(2, PING.encode())), CLOSE),
    ("id twice in a call", frame(number(1, 1) + call(PING)), CLOSE),
    ("method twice in a call", frame(call(PING) + field(2, b"x")), CLOSE),
    ("no method", frame(number(1, 7)), "UNIMPLEMENTED"),
    ("empty method", raw("", b""), "UNIMPLEMENTED"),
    ("unknown method", raw("SystemService.Reboot", b""), "UNIMPLEMENTED"),
    ("unknown service", raw("Nobody.Ping", b""), "UNIMPLEMENTED"),
    ("method of 4000 letters", raw("x" * 4000, b""), "UNIMPLEMENTED"),
    ("method like a path", raw("../../etc/passwd", b""), "UNIMPLEMENTED"),
    ("method like a format", raw("%s%n%s%n", b""), "UNIMPLEMENTED"),
    ("method with a NUL", frame(number(1, 7) + field(2, b"SystemService.Ping\0x")), CLOSE),
    ("method that is not UTF-8", frame(number(1, 7) + field(2, b"\xff\xfe")), CLOSE),
    ("id of wrong wire type", frame(field(1, b"7") + field(2, PING.encode())), CLOSE),
    ("id as fixed32", frame(b"\x0d\x07\0\0\0" + field(2, PING.encode())), CLOSE),
    ("method as varint", frame(number(1, 7) + number(2, 9)), CLOSE),
    ("group start", frame(b"\x0b" + call(PING)), CLOSE),
    ("group end", frame(b"\x0c" + call(PING)), CLOSE),
    ("wire type 6", frame(b"\x0e" + call(PING)), CLOSE),
    ("wire type 7", frame(b"\x0f" + call(PING)), CLOSE),
    ("field number 0", frame(b"\x02\x01x" + call(PING)), CLOSE),
    ("field number too large", frame(b"\xf8\xff\xff\xff\x7f\x01" + call(PING)), CLOSE),
    ("varint of eleven bytes", frame(b"\x08" + b"\x80" * 10 + b"\x01"), CLOSE),
    ("varint of 3000 bytes", frame(b"\x08" + b"\x80" * 3000 + b"\x01"), CLOSE),
    ("varint above 64 bits", frame(b"\x08" + b"\xff" * 9 + b"\x7f"), CLOSE),
    ("truncated varint", frame(b"\x08\x80"), CLOSE),
    ("truncated tag", frame(b"\x80"), CLOSE),
    ("field longer than the frame", frame(b"\x08\x07\x12\x7fx"), CLOSE),
    ("field of 4 GiB", frame(b"\x08\x07\x12\xff\xff\xff\xff\x0f"), CLOSE),
    ("field of 2^63", frame(b"\x08\x07\x12" + b"\xff" * 8 + b"\x7f"), CLOSE),
    ("no session", raw(LIST, b""), "UNAUTHENTICATED"),
    ("empty session", raw(LIST, b"", field(4, b"")), "UNAUTHENTICATED"),
    ("session of 31 bytes", raw(LIST, b"", field(4, bytes(31))), "UNAUTHENTICATED"),
    ("session of 33 bytes", raw(LIST, b"", field(4, bytes(33))), "UNAUTHENTICATED"),
    ("session of 3000 bytes", raw(LIST, b"", field(4, bytes(3000))), "UNAUTHENTICATED"),
    ("session nobody has", raw(LIST, b"", field(4, bytes(32))), "UNAUTHENTICATED"),
    ("session twice", raw(LIST, b"", field(4, bytes(32)) * 2), CLOSE),
    ("login without anything", raw("SessionService.Login", b""), ANY),
    ("login with a NUL", raw("SessionService.Login", field(1, b"a\0b") + field(2, b"p")), "INVALID"),
]
# After login; MORE stands for the session's field.
TRUSTED = [
    ("length 0", length(0), CLOSE),
    ("length one above the limit", length(MAX + 1), CLOSE),
    ("length 0xffffffff", length(0xFFFFFFFF), CLOSE),
    ("wrong wire type", (SHOW, number(1, 1)), "INVALID"),
    ("wire type of 64 bits", (SHOW, b"\x09" + bytes(8)), "INVALID"),
    ("group", (SHOW, b"\x0b\x0c"), "INVALID"),
    ("groups in groups", (SHOW, b"\x13" * 200), "INVALID"),
    ("nesting bomb", (IMPORT, nest(2000)), "INVALID"),
    ("unknown nesting bomb", (SHOW, b"".join([field(15, nest(2000)), b"\x0f"])), "INVALID"),
    ("overlong length", (SHOW, b"\x0a\xff\xff\xff\xff\x0f"), "INVALID"),
    ("cut text", (SHOW, b"\x0a\x05abc"), "INVALID"),
    ("invalid UTF-8", (SHOW, field(1, b"\xff\xfe")), "INVALID"),
    ("overlong UTF-8", (SHOW, field(1, b"\xc0\x80")), "INVALID"),
    ("overlong UTF-8 of a slash", (SHOW, field(1, b"\xe0\x80\xaf")), "INVALID"),
    ("surrogate", (SHOW, field(1, b"\xed\xa0\x80")), "INVALID"),
    ("beyond Unicode", (SHOW, field(1, b"\xf4\x90\x80\x80")), "INVALID"),
    ("UTF-8 cut in a character", (SHOW, field(1, b"\xe7\xbb")), "INVALID"),
    ("NUL", (SHOW, field(1, b"G99\x0001")), "INVALID"),
    ("unknown enum value", (ADD, number(2, 99)), "INVALID"),
    ("negative enum value", (ADD, number(2, 2 ** 64 - 1)), "INVALID"),
    ("enum value of 2^32", (ADD, number(2, 2 ** 32)), "INVALID"),
    ("singular field twice", (SHOW, field(1, b"a") + field(1, b"b")), "INVALID"),
    ("20001 submessages", (IMPORT, field(1, b"") * 20001), "INVALID"),
    ("a megabyte of submessages", (IMPORT, field(1, b"") * 500000), "INVALID"),
    ("30000 unknown fields", (SHOW, b"\x98\x06\x01" * 30000), "INVALID"),
    ("packed-length bomb", (IMPORT, field(1, b"\x0a\xff\xff\xff\x7f")), "INVALID"),
    ("truncated varint", (LIST, b"\x08\x80"), "INVALID"),
    ("varint above 64 bits", (LIST, b"\x08" + b"\xff" * 9 + b"\x7f"), "INVALID"),
    ("tag of six bytes", (SHOW, b"\x8a\x80\x80\x80\x80\x00\x01x"), "INVALID"),
    ("limit below zero", (LIST, number(1, 2 ** 64 - 1)), ANY),
    ("write without request id", (ADD, b""), "INVALID"),
    ("request id of 15 bytes", (ADD, b"", field(6, UUID[:15])), "INVALID"),
    ("request id of 17 bytes", (ADD, b"", field(6, UUID + b"x")), "INVALID"),
    ("empty request id", (ADD, b"", field(6, b"")), "INVALID"),
    ("request id on a read, short", (LIST, b"", field(6, b"x")), "INVALID"),
    ("campus too long", (LIST, b"", field(5, b"9" * 5000)), "INVALID"),
    ("campus of eleven digits", (LIST, b"", field(5, b"9" * 11)), "INVALID"),
    ("campus with a quote", (LIST, b"", field(5, b"1' or 1")), ANY),
    ("campus that is none", (LIST, b"", field(5, b"9999999999")), ANY),
    ("deadline 0", (LIST, b"", number(8, 0)), ANY),
    ("dry run of a read", (LIST, b"", number(7, 1)), "INVALID"),
]


class Malformed(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start(environment=FLAT)
        school = School(cls.district, cls.district.administrator())
        school.people(students=3, mentors=1)
        cls.contract = Contract()
        cls.good = cls.connect()
        cls.session = cls.good.login("lead.gp", school.password).session

    @classmethod
    def tearDownClass(cls):
        cls.good.close()
        super().tearDownClass()

    @classmethod
    def connect(cls):
        return Wire(cls.contract, cls.district.port, cls.district.folder / "ca.pem", 10)

    def setUp(self):
        self.ended = threading.Event()
        self.served, self.faults = [], []
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def work(self):
        """The other client: its calls go on."""
        while not self.ended.is_set():
            start = time.monotonic()
            try:
                answer = self.good.call(LIST)
                if answer.code != "OK":
                    self.faults.append(str(answer))
            except Closed as fault:
                self.faults.append(str(fault))
                return
            self.served.append(time.monotonic() - start)
            time.sleep(0.005)

    def tearDown(self):
        self.ended.set()
        self.thread.join(30)
        self.assertEqual(self.faults, [])
        self.assertTrue(self.served)

    def trusted(self):
        wire = self.connect()
        wire.session = self.session
        self.assertEqual(wire.call("SessionService.ShowSession").code, "OK")
        return wire

    def plain(self):
        return socket.create_connection(("127.0.0.1", self.district.port), 10)

    def code_after(self, wire, data):
        """What came of the bytes: a code's name or CLOSE; soon."""
        start = time.monotonic()
        try:
            wire.send_bytes(data)
            found = self.contract.code_name(wire.receive().status.code)
        except (Closed, OSError):
            found = CLOSE
        taken = time.monotonic() - start
        wire.close()
        self.assertLess(taken, ANSWER_S)
        return found

    def check(self, wire, data, outcome):
        found = self.code_after(wire, data)
        if outcome == ANY:
            self.assertNotIn(found, ("INTERNAL",))
        else:
            self.assertEqual(found, outcome)

    def all_once(self):
        for name, data, outcome in STRANGER:
            with self.subTest(name, of="stranger"):
                self.check(self.connect(), data, outcome)
        for name, data, outcome in TRUSTED:
            if isinstance(data, tuple):
                method, body, *more = data
                data = raw(method, body, field(4, self.session) + b"".join(more))
            with self.subTest(name, of="trusted"):
                self.check(self.trusted(), data, outcome)

    def test_the_table(self):
        """Twice: what the second round adds to the daemon's memory would be added for ever."""
        self.assertGreaterEqual(len(STRANGER) + len(TRUSTED), 60)
        self.all_once()
        pid = self.district.daemon.process.pid
        before = resident_kib(pid)
        self.all_once()
        self.assertLess(resident_kib(pid) - before, GROWTH_KIB)

    def test_what_is_cut(self):
        """Bytes that would be waited for, and then the end."""
        whole = frame(call(PING))
        for n in (1, 2, 3, 4, 5, len(whole) - 1):
            with self.subTest(n):
                wire = self.connect()
                wire.send_bytes(whole[:n])
                wire.socket.shutdown(socket.SHUT_WR)
                self.assertLess(seconds_until_end(wire.socket), ANSWER_S)
                wire.close()

    def test_no_tls(self):
        """An end or an alert, never an answer: garbage, old hellos, other protocols."""
        first = hello(self.good.context)
        old = {minor: bytes.fromhex(f"16030100310100002d03{minor:02x}") + bytes(32) +
               bytes.fromhex("00000400350005" "01000000") for minor in (0, 1, 2, 3)}
        for name, data in (
                ("HTTP", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"), ("SSH", b"SSH-2.0-x\r\n" * 5),
                ("PostgreSQL", bytes.fromhex("0000000804d2162f")),
                ("SSLv2 hello", bytes.fromhex("802e010002001500000010") + bytes(40)),
                ("SSLv3 hello", old[0]), ("TLS 1.0 hello", old[1]), ("TLS 1.1 hello", old[2]),
                ("TLS 1.2 hello", old[3]), ("zeros", bytes(5000)), ("ones", b"\xff" * 5000),
                ("a frame", frame(call(PING))),
                ("record too long", bytes.fromhex("160301ffff") + bytes(100)),
                ("empty records", bytes.fromhex("1603010000") * 40),
                ("alert first", bytes.fromhex("15030300020228")),
                ("application data first", bytes.fromhex("1703030010") + bytes(16)),
                ("a hello with a wrong byte", first[:9] + b"\x01" + first[10:]),
                ("two hellos", first + first),
                ("a hello, then a key update", first + bytes.fromhex("16030300051800000101"))):
            with self.subTest(name), self.plain() as plain:
                plain.sendall(data)
                self.assertLess(seconds_until_end(plain), ANSWER_S)

    def test_tls_1_2_is_not_spoken(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.plain() as plain, self.assertRaises(OSError):
            context.wrap_socket(plain)

    def test_garbage_after_the_handshake(self):
        """Records that no key made: of each type, whole and cut."""
        for kind in (20, 21, 22, 23, 24, 99):
            with self.subTest(kind):
                wire = self.connect()
                self.assertEqual(wire.call(PING).code, "OK")
                bare = socket.socket(fileno=wire.socket.fileno())
                bare.settimeout(10)
                try:
                    bare.sendall(bytes([kind, 3, 3, 0, 40]) + bytes(40))
                    self.assertLess(seconds_until_end(bare), ANSWER_S)
                finally:
                    bare.detach()
                    wire.close()

    def test_key_updates(self):
        """Thirty-two without a word between them pass; more are a flood."""
        wire = self.connect()
        for _ in range(3):
            update_keys(wire.socket, 32)
            self.assertEqual(wire.call(PING).code, "OK")
        wire.close()
        wire = self.connect()
        with self.assertRaises((Closed, OSError)):
            update_keys(wire.socket, 40)
            wire.call(PING)
        wire.close()

    def test_data_after_the_end(self):
        wire = self.connect()
        self.assertEqual(wire.call(PING).code, "OK")
        plain = wire.socket.unwrap()
        plain.settimeout(10)
        try:
            plain.sendall(frame(call(PING)))
        except OSError:
            pass
        self.assertLess(seconds_until_end(plain), ANSWER_S)
        plain.close()

    def test_a_byte_at_a_time(self):
        wire = self.connect()
        for byte in frame(call(PING)):
            wire.send_bytes(bytes([byte]))
        self.assertEqual(wire.receive().status.code, 0)
        wire.close()

    def test_frames_in_one_record(self):
        """A stranger's calls are served one after the other; a trusted one's side by side."""
        for wire in (self.connect(), self.trusted()):
            wire.send_bytes(b"".join(frame(call(PING, call_id=n)) for n in range(1, 21)))
            self.assertEqual(sorted(wire.receive().id for _ in range(20)), list(range(1, 21)))
            wire.close()

    def test_an_id_twice_in_flight(self):
        wire = self.trusted()
        more = field(4, self.session)
        wire.send_bytes(raw(LIST, b"", more) * 2)
        with self.assertRaises(Closed):
            for _ in range(2):
                wire.receive()
        wire.close()

    def test_the_largest_frames(self):
        """The limit itself passes, on both sides of the login."""
        for wire, most in ((self.connect(), MAX_BEFORE_LOGIN), (self.trusted(), MAX)):
            head = call(PING)
            body = head + field(15, bytes(most - len(head) - (3 if most < 9999 else 5)))
            self.assertEqual(len(body), most)
            start = time.monotonic()
            wire.send_bytes(frame(body))
            self.assertEqual(wire.receive().status.code, 0)
            self.assertLess(time.monotonic() - start, 2 * FACTOR)
            wire.close()


if __name__ == "__main__":
    main()
