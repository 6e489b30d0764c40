"""S32, a mentor's limit: it holds at commit, on every path and under any race."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from district import DistrictTest, Failure, main
from figures import Rows
from school import MS, School
from wire import Closed, Contract, Wire

CONFLICT, PARTIAL = 5, 11


class Capacity(DistrictTest):
    """Each test takes a mentor T… and students that no other test uses."""

    settings = {"clock": "2026-03-05T08:00:00+08:00", "sessions_per_address": 200}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.school.people(students=150, mentors=12, capacity=5, needs=100)
        cls.contract = Contract()
        cls.next_student = 0
        cls.next_mentor = 0

    def tearDown(self):
        """Whatever a test did: nobody is above the limit on any day."""
        rows = Rows(self.district.sql)
        for campus, staff in {(p.campus_id, p.staff_id) for p in rows.pairing}:
            for day in {p.started_on for p in rows.pairing if p.staff_id == staff}:
                load = rows.load(campus, staff, day) + rows.lent(campus, staff, day)
                self.assertLessEqual(load, rows.limit(campus, staff, day))

    def students(self, count):
        first = type(self).next_student + 1
        type(self).next_student += count
        return list(range(first, first + count))

    def mentor(self, load):
        """A fresh mentor of limit 5 with so many students."""
        type(self).next_mentor += 1
        mentor = f"T{self.next_mentor:03d}"
        for n in self.students(load):
            self.assertCode(self.school.pair(n, mentor), 0)
        return mentor

    def load(self, mentor):
        return int(self.district.sql(
            "select count(distinct student_id) from pairing as p join staff as s "
            "on s.campus_id = p.campus_id and s.id = p.staff_id "
            f"where s.staff_no = '{mentor}' and (p.ended_on is null or p.ended_on > '2026-03-05')"
        )[0][0])

    def count(self, table="pairing"):
        return self.district.sql(f"select count(*) from {table}")[0][0]

    def assertFull(self, outcome, mentor, load=5, limit=5):
        """Who, load and limit, in one line."""
        self.assertCode(outcome, CONFLICT)
        self.assertEqual(len(outcome.stderr.strip().splitlines()), 1, outcome.stderr)
        for part in (f"staff_no={mentor}", f"load={load}", f"limit={limit}"):
            self.assertIn(part, outcome.stderr)

    def test_twenty_clients_at_once(self):
        mentor = self.mentor(4)
        with ThreadPoolExecutor(20) as pool:
            outcomes = list(pool.map(lambda n: self.school.pair(n, mentor), self.students(20)))
        self.assertEqual(sorted(o.code for o in outcomes), [0] + [CONFLICT] * 19)
        for outcome in outcomes:
            if outcome.code:
                self.assertFull(outcome, mentor)
        self.assertEqual(self.load(mentor), 5)

    def add_until_answered(self, student, mentor, start):
        """Calls again after every lost connection, with the same request id."""
        request_id = uuid.uuid4().bytes
        start.wait()
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                with Wire(self.contract, self.district.port, self.district.folder / "ca.pem") as wire:
                    wire.session = self.session
                    answer = wire.call("PairingService.AddPairing", {"request_id": request_id},
                                       student=self.school.student_no(student),
                                       group="GROUP_ACADEMIC", mentor=mentor, on="2026-03-02")
            except (OSError, Closed):
                time.sleep(0.05)
                continue
            if answer.code not in ("UNAVAILABLE", "UNKNOWN_OUTCOME"):
                return answer
            time.sleep(0.05)
        raise Failure("no answer within 30 s")

    def race(self, mentor, count, disturb):
        """So many clients want the mentor at once while `disturb()` runs."""
        with Wire(self.contract, self.district.port, self.district.folder / "ca.pem") as wire:
            self.session = wire.login("lead.gp", self.school.password).session
        start = threading.Event()
        with ThreadPoolExecutor(count) as pool:
            futures = [pool.submit(self.add_until_answered, n, mentor, start)
                       for n in self.students(count)]
            start.set()
            disturb()
            return [f.result() for f in futures]

    def test_twenty_clients_across_a_restart(self):
        mentor = self.mentor(4)
        answers = self.race(mentor, 20, self.district.restart)
        self.assertEqual(sorted(a.code for a in answers), ["CONFLICT"] * 19 + ["OK"])
        self.assertEqual(self.load(mentor), 5)

    def test_twenty_clients_across_a_kill(self):
        mentor = self.mentor(4)

        def kill():
            time.sleep(0.1)
            self.district.kill9()
            self.district.start()

        answers = self.race(mentor, 20, kill)
        self.assertEqual(sorted(a.code for a in answers), ["CONFLICT"] * 19 + ["OK"])
        self.assertEqual(self.load(mentor), 5)

    def test_a_lowered_limit_during_the_race(self):
        """Either the pair or the lower limit comes first; never both against each other."""
        mentor = self.mentor(3)
        outcomes = []
        answers = self.race(mentor, 12, lambda: outcomes.append(
            self.school.lead.run("mentor", "limit", mentor, "--capacity", "4")))
        limit = 4 if outcomes[0].code == 0 else 5
        self.assertIn(outcomes[0].code, (0, CONFLICT))
        self.assertEqual(self.load(mentor), limit)
        self.assertEqual(sum(a.code == "OK" for a in answers), limit - 3)

    def test_a_lowered_plan_cap_during_the_race(self):
        mentor = self.mentor(3)
        self.assertCode(self.admin.run("plan", "set", "cap", "6"), 0)
        others = max(self.load(f"T{n:03d}") for n in range(1, self.next_mentor))
        outcomes = []
        try:
            answers = self.race(mentor, 12, lambda: outcomes.append(
                self.admin.run("plan", "set", "cap", max(others, 4))))
            cap = max(others, 4) if outcomes[0].code == 0 else 6
            self.assertEqual(self.load(mentor), min(5, cap))
            self.assertEqual(sum(a.code == "OK" for a in answers), min(5, cap) - 3)
        finally:
            self.assertCode(self.admin.run("plan", "set", "cap", "5"), 0)

    def test_adding_by_hand(self):
        mentor = self.mentor(5)
        before = self.count()
        self.assertFull(self.school.pair(self.students(1)[0], mentor), mentor)
        self.assertEqual(self.count(), before)

    def test_a_later_day_is_counted_too(self):
        """Full from April on: a pairing from March without an end would not fit then."""
        mentor = self.mentor(4)
        first, second = self.students(2)
        self.assertCode(self.school.pair(first, mentor, on="2026-04-01"), 0)
        self.assertFull(self.school.pair(second, mentor, on="2026-03-02"), mentor)

    def test_a_second_group_of_the_same_student_takes_no_place(self):
        """Load counts distinct students."""
        self.next_mentor = type(self).next_mentor = self.next_mentor + 1
        mentor = f"T{self.next_mentor:03d}"
        self.school.add("mentors", [[mentor, "general", 5, "", 0]])
        students = self.students(6)
        for n in students[:5]:
            self.assertCode(self.school.pair(n, mentor), 0)
        self.assertCode(self.school.pair(students[0], mentor, group="general"), 0)
        self.assertFull(self.school.pair(students[5], mentor, group="general"), mentor)

    def test_reassigning(self):
        full, other = self.mentor(5), self.mentor(1)
        pairing = self.school.pairings("--mentor", other)[0]
        before = self.count()
        outcome = self.school.lead.run("pairing", "reassign", pairing["id"], "--mentor", full,
                                       "--on", "2026-03-04", "--reason", "换导师")
        self.assertFull(outcome, full)
        self.assertEqual(self.count(), before)
        self.assertEqual(self.school.pairings("--mentor", other), [pairing])

    def test_lowering_the_own_capacity(self):
        mentor = self.mentor(4)
        self.assertFull(self.school.lead.run("mentor", "limit", mentor, "--capacity", "3"), mentor,
                        load=4, limit=3)
        outcome = self.school.lead.run(
            "import", "mentors", self.school.write("mentors", [[mentor, "academic", 3, "", 0]]))
        self.assertCode(outcome, PARTIAL)
        row = next(r for r in self.school.lead.must("mentor", "list", json=True)["rows"]
                   if r["staff_no"] == mentor)
        self.assertEqual((row["limit"], row["load"], row["free_places"]), (5, 4, 1))
        self.assertCode(self.school.lead.run("mentor", "limit", mentor, "--capacity", "4"), 0)
        self.assertFull(self.school.pair(self.students(1)[0], mentor), mentor, load=4, limit=4)

    def test_lowering_the_plan_cap(self):
        """The district's refusal names the campus's mentor and writes no version."""
        self.mentor(5)
        before = self.count("plan_version")
        outcome = self.admin.run("plan", "set", "cap", "4")
        self.assertCode(outcome, CONFLICT)
        self.assertRegex(outcome.stderr, r"staff_no=3451990001/T\d+.*load=5.*limit=4")
        self.assertEqual(self.count("plan_version"), before)

    def test_a_direct_insert(self):
        """The role of the operations may not write pairings or loads, nor may the daemon's login."""
        insert = ("insert into pairing (campus_id, id, plan_year, student_id, staff_id, \"group\", "
                  "started_on, origin, opened_at, opened_by) select m.campus_id, gen_random_uuid(), "
                  "2026, s.id, m.staff_id, 'general', '2026-03-02', 'hand', now(), 1 from mentor as "
                  "m join student as s on s.campus_id = m.campus_id limit 1")
        campus = "select set_config('jiedui.campus', '1', false); "
        for statement in (insert, "update mentor set capacity = 99", "update mentor set lent = 0",
                          "update mentor set peak_load = 0", "update pairing set ended_on = null",
                          "delete from pairing"):
            for options in ({"role": "app"}, {"user": "jieduid"}):
                with self.subTest(statement, **options):
                    with self.assertRaisesRegex(Failure, "42501|42P01"):  # refused, or not even seen
                        self.district.sql(campus + statement, **options)


class Drafts(DistrictTest):
    """The paths that go over a draft, in schools of their own."""

    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.school.people(students=12, mentors=2, capacity=5, needs=10)
        cls.other = School(cls.district, cls.admin, MS, "MS 中学", "lead.ms", area="990108")
        cls.other.people(students=3, mentors=0)

    def test_drafts_loans_and_their_limits(self):
        lead = self.school.lead
        run = lead.must("match", "run", "--on", "2026-03-06", json=True)
        self.assertEqual((run["requests"], run["waiting"]), (10, 0))
        rows = lead.must("match", "show", run["run_id"], json=True)["rows"]
        taken = next(r for r in rows if r["staff_no"] == "T002")

        outcome = lead.run("match", "adjust", run["run_id"], "--student", taken["student_no"],
                           "--group", "academic", "--mentor", "T001", "--reason", "家长要求")
        self.assertCode(outcome, CONFLICT)
        self.assertIn("T001", outcome.stderr)
        self.assertEqual(lead.must("match", "show", run["run_id"], json=True)["rows"], rows)

        self.assertCode(self.school.pair(11, "T001"), 0)
        outcome = lead.run("match", "publish", run["run_id"])
        self.assertCode(outcome, CONFLICT)
        for part in ("staff_no=T001", "limit=5"):
            self.assertIn(part, outcome.stderr)
        self.assertEqual(len(self.school.pairings()), 1)
        self.assertEqual(lead.must("match", "show", run["run_id"], json=True)["state"], "draft")

        self.lend(lead)

    def lend(self, lead):
        """Places lent by a draft are gone at home at once, and a guest has no more than those."""
        self.school.add("mentors", [["T002", "academic", 5, "", 2]],
                        "staff_no,group,capacity,slots,loan_places")
        loan = self.admin.must("loan", "run", "--on", "2026-03-06", json=True)
        self.assertGreaterEqual(loan["placed"], 2)
        for n in range(1, 4):
            self.assertCode(self.school.pair(n, "T002"), 0)
        outcome = self.school.pair(4, "T002")
        self.assertCode(outcome, CONFLICT)
        self.assertIn("limit=5", outcome.stderr)

        self.other.lead.must("loan", "publish", loan["run_id"])
        guests = self.other.pairings()
        self.assertEqual({p["staff_no"] for p in guests}, {f"{self.school.code}/T002"})
        self.assertEqual(len(guests), 2)
        free = next(n for n in range(1, 4)
                    if self.other.student_no(n) not in {p["student_no"] for p in guests})
        outcome = self.other.pair(free, f"{self.school.code}/T002", on="2026-03-09")
        self.assertCode(outcome, CONFLICT)
        self.assertIn("limit=2", outcome.stderr)
        self.assertEqual(len(self.other.pairings()), 2)


if __name__ == "__main__":
    main()
