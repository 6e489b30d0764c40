"""A client in another language, written from proto/ alone, logs in and lists pairings."""

import socket
import ssl

from district import DistrictTest, main
from school import School
from wire import Contract, Wire


class OtherLanguage(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=3, mentors=1)
        for n in (1, 2):
            cls.school.pair(n, "T001")
        cls.contract = Contract()

    def connect(self):
        return Wire(self.contract, self.district.port, self.district.folder / "ca.pem")

    def test_logs_in_and_lists_pairings(self):
        with self.connect() as wire:
            login = wire.login("lead.gp", self.school.password)
            self.assertEqual(login.campus_code, self.school.code)
            self.assertEqual(len(login.session), 32)
            answer = wire.call("PairingService.ListPairings")
        self.assertEqual(answer.code, "OK")
        self.assertEqual(sorted(r.student_no for r in answer.reply.rows),
                         sorted(self.school.student_no(n) for n in (1, 2)))
        self.assertEqual({r.staff_no for r in answer.reply.rows}, {"T001"})
        self.assertEqual({r.started_on for r in answer.reply.rows}, {"2026-03-02"})
        self.assertTrue(all(not r.HasField("ended_on") for r in answer.reply.rows))

    def test_the_example_to_the_byte(self):
        """The worked example of the protocol's page is what travels."""
        with self.connect() as wire:
            sent = bytes.fromhex("00000016 0801 1212 53797374656d536572766963652e50696e67")
            self.assertEqual(wire.pack("SystemService.Ping", {}).replace(b"\x1a\x00", b"")[4:],
                             sent[4:])
            wire.send_bytes(sent)
            answer = wire.receive()
            self.assertEqual((answer.id, answer.status.code), (1, 0))
            pong = self.contract.message("jiedui.PingReply").FromString(answer.body)
            self.assertRegex(pong.now_at, r"^2026-03-05T00:\d\d:\d\d\.\d\d\dZ$")

    def test_many_calls_in_flight_are_told_apart(self):
        with self.connect() as wire:
            wire.login("lead.gp", self.school.password)
            frames = [wire.pack("PairingService.ListPairings", {"limit": 1 + n % 2})
                      for n in range(40)]
            first = wire.n_calls - 39
            wire.send_bytes(b"".join(frames))
            answers = [wire.receive() for _ in frames]
            rows = self.contract.message("jiedui.ListPairingsReply")
            counts = {a.id: len(rows.FromString(a.body).rows) for a in answers}
        self.assertEqual(counts, {first + n: 1 + n % 2 for n in range(40)})

    def test_tls_1_2_and_a_foreign_protocol_are_refused(self):
        for change in ("version", "alpn"):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.load_verify_locations(self.district.folder / "ca.pem")
            if change == "version":
                context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_alpn_protocols(["h2" if change == "alpn" else "jiedui/1"])
            with self.subTest(change), self.assertRaises((ssl.SSLError, ConnectionError)):
                with socket.create_connection(("127.0.0.1", self.district.port), 10) as plain:
                    with context.wrap_socket(plain, server_hostname="localhost") as secure:
                        secure.sendall(b"x")
                        if secure.recv(1) == b"":
                            raise ConnectionError("closed")


if __name__ == "__main__":
    main()
