"""A write with the same request id is answered once, on whatever connection it comes again."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from district import DistrictTest, main
from school import School, student_no
from wire import Contract, Wire


class Idempotent(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=12, mentors=3)
        cls.contract = Contract()
        with Wire(cls.contract, cls.district.port, cls.district.folder / "ca.pem") as wire:
            cls.session = wire.login("lead.gp", cls.school.password).session

    def connect(self):
        wire = Wire(self.contract, self.district.port, self.district.folder / "ca.pem")
        wire.session = self.session
        self.addCleanup(wire.close)
        return wire

    def add(self, wire, n, request_id, mentor="T001", **envelope):
        return wire.call("PairingService.AddPairing", {"request_id": request_id, **envelope},
                         student=self.school.student_no(n), group="GROUP_ACADEMIC", mentor=mentor,
                         on="2026-03-02")

    def count(self, table="pairing"):
        return int(self.district.sql(f"select count(*) from {table}")[0][0])

    def test_again_gives_the_first_reply(self):
        """On the same connection, on another, and after a restart of the daemon."""
        request_id = uuid.uuid4().bytes
        first = self.add(self.connect(), 1, request_id)
        self.assertEqual(first.code, "OK")
        before = self.count()
        wire = self.connect()
        again = [self.add(wire, 1, request_id), self.add(self.connect(), 1, request_id)]
        self.district.restart()
        again.append(self.add(self.connect(), 1, request_id))
        self.assertEqual([a.bytes for a in again], [first.bytes] * 3)
        self.assertEqual(self.count(), before)

    def test_another_request_under_the_same_id(self):
        request_id = uuid.uuid4().bytes
        self.assertEqual(self.add(self.connect(), 2, request_id).code, "OK")
        other = self.add(self.connect(), 3, request_id)
        self.assertEqual((other.code, other.status.constraint), ("INVALID", "request_id_used_once"))

    def test_at_once_on_many_connections(self):
        request_id = uuid.uuid4().bytes
        wires = [self.connect() for _ in range(8)]
        before = self.count()
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda w: self.add(w, 4, request_id), wires))
        replies = {a.bytes for a in answers if a.code == "OK"}
        self.assertEqual(len(replies), 1, [str(a) for a in answers])
        self.assertLessEqual({a.code for a in answers}, {"OK", "UNAVAILABLE"})
        self.assertEqual(self.count(), before + 1)
        self.assertEqual(self.add(self.connect(), 4, request_id).bytes, replies.pop())

    def test_a_refused_write_may_be_tried_again(self):
        """A refusal keeps no claim: with the cause gone the same call goes through."""
        request_id = uuid.uuid4().bytes
        claims = self.count("request_claim")
        self.school.lead.must("match", "forbid", "--student", self.school.student_no(5), "--mentor",
                              "T001", "--reason", "亲属")
        self.assertEqual(self.add(self.connect(), 5, request_id).code, "CONFLICT")
        self.assertEqual(self.count("request_claim"), claims + 1)  # the forbidding's own
        self.school.lead.must("match", "allow", "--student", self.school.student_no(5), "--mentor",
                              "T001")
        self.assertEqual(self.add(self.connect(), 5, request_id).code, "OK")

    def test_a_dry_run_claims_nothing(self):
        request_id = uuid.uuid4().bytes
        before = self.count(), self.count("request_claim")
        self.assertEqual(self.add(self.connect(), 6, request_id, dry_run=True).code, "OK")
        self.assertEqual((self.count(), self.count("request_claim")), before)
        self.assertEqual(self.add(self.connect(), 6, request_id).code, "OK")

    def test_a_write_needs_an_id(self):
        wire = self.connect()
        before = self.count()
        self.assertEqual(self.add(wire, 7, b"").code, "INVALID")
        self.assertEqual(self.add(wire, 7, b"x" * 17).code, "INVALID")
        self.assertEqual(self.count(), before)

    def test_another_account_s_id_is_another_id(self):
        self.school.lead.must("account", "add", "--account", "lead.two", "--role", "campus_lead",
                              "--password-stdin", stdin="ten characters\n")
        other = Wire(self.contract, self.district.port, self.district.folder / "ca.pem")
        self.addCleanup(other.close)
        other.login("lead.two", "ten characters")
        request_id = uuid.uuid4().bytes
        self.assertEqual(self.add(self.connect(), 8, request_id, "T002").code, "OK")
        self.assertEqual(self.add(other, 9, request_id, "T002").code, "OK")

    def test_a_chunk_of_an_import_again(self):
        request_id = uuid.uuid4().bytes
        rows = [{"student_no": student_no(100 + n), "name": f"新生{n}", "gender": "GENDER_MALE",
                 "born_on": "2010-03-02", "grade": 31, "class_name": "2班"} for n in range(50)]
        rows[7]["born_on"] = "2010-02-30"
        replies = [self.connect().call("StudentService.ImportStudents", {"request_id": request_id},
                                       rows=rows) for _ in range(2)]
        self.assertEqual([r.code for r in replies], ["OK", "OK"])
        self.assertEqual((replies[0].reply.stored, [r.row for r in replies[0].reply.rejected]),
                         (49, [8]))
        self.assertEqual(replies[0].bytes, replies[1].bytes)


if __name__ == "__main__":
    main()
