"""integration.login: guessing a password is slow by account, machine and address, never a lock."""

import statistics
import time
import uuid

from district import DistrictTest, main
from school import School
from wire import Contract, Wire

NOW = "2026-03-05T08:00:00+08:00"
FEW, MACHINE, ADDRESS = 5, 20, 200  # wrong passwords before the first pause
LONGEST_MS = 300_000


class Login(DistrictTest):
    settings = {"clock": NOW}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.contract = Contract()

    def setUp(self):
        """A machine nobody has logged in on."""
        self.machine = str(uuid.uuid4())
        self.district.make_machine("elsewhere", self.machine)
        self.district.sql("delete from login_throttle; insert into device (campus_id, id, name,"
                          f" issued_at, enrolled_at) values (0, '{self.machine}',"
                          f" '{self.machine}', now(), now())")

    def attempt(self, account, password="a wrong password", machine="elsewhere"):
        with Wire(self.contract, self.district.port, self.district.folder / "ca.pem",
                  machine=machine) as wire:
            return wire.call("SessionService.Login", account=account, password=password)

    def right(self, machine="elsewhere"):
        return self.attempt(self.school.account, self.school.password, machine)

    def counted(self, kind):
        rows = self.district.sql(f"select failures from login_throttle where kind = '{kind}'")
        return [int(r[0]) for r in rows]

    def let_pass(self):
        """The pause is over; the count stays."""
        self.district.sql("update login_throttle set blocked_until = "
                          f"timestamptz '{NOW}' - interval '1 minute'")

    def hold(self):
        """The pauses that are begun are long ones, however slow the test is."""
        self.district.sql("update login_throttle set blocked_until = "
                          f"timestamptz '{NOW}' + interval '5 minutes' where kind = 'account'")

    def put(self, kind, key, failures):
        self.district.sql("insert into login_throttle (kind, key, failures, blocked_until) values "
                          f"('{kind}', '{key}', {failures}, "
                          f"timestamptz '{NOW}' - interval '1 minute') "
                          "on conflict on constraint login_throttle_pkey do update "
                          "set failures = excluded.failures, blocked_until = excluded.blocked_until")

    def test_by_account_and_after_the_pause_the_owner_comes_in(self):
        for account in (self.school.account, "nobody.knows"):
            answers = [self.attempt(account) for _ in range(FEW)]
            self.assertEqual({a.code for a in answers}, {"UNAUTHENTICATED"})
            self.assertGreater(answers[-1].status.retry_after_ms, 0)
            self.hold()
            self.assertEqual(self.attempt(account).code, "RESOURCE_EXHAUSTED")
        self.assertEqual(self.right().code, "RESOURCE_EXHAUSTED")
        self.assertEqual(self.counted("account"), [FEW, FEW])
        # Where the owner has been before, somebody else's guesses do not hold the owner up.
        self.assertEqual(self.right("device").code, "OK")
        for _ in range(FEW):
            self.attempt(self.school.account)
        self.hold()
        self.assertEqual(self.right().code, "RESOURCE_EXHAUSTED")
        self.let_pass()
        self.assertEqual(self.right().code, "OK")
        self.assertEqual(self.counted("account"), [FEW])  # the unknown one's; the owner's is gone
        self.assertEqual(self.counted("address"), [3 * FEW])

    def test_the_longest_pause_is_no_lock(self):
        self.put("account", self.school.account, 100_000)
        answer = self.attempt(self.school.account)
        self.assertGreater(answer.status.retry_after_ms, LONGEST_MS * 0.9)
        self.assertLessEqual(answer.status.retry_after_ms, LONGEST_MS)
        self.let_pass()
        self.assertEqual(self.right().code, "OK")

    def test_by_address(self):
        self.attempt("nobody.knows")
        address = self.district.sql("select key from login_throttle where kind = 'address'")[0][0]
        self.put("address", address, ADDRESS - 2)
        self.assertFalse(self.attempt("nobody.one").status.retry_after_ms)
        self.assertEqual(self.right().code, "OK")
        self.put("address", address, ADDRESS + 8)
        self.assertGreater(self.attempt("nobody.two").status.retry_after_ms, 60_000)
        self.assertEqual(self.attempt("nobody.three").code, "RESOURCE_EXHAUSTED")
        self.assertEqual(self.right().code, "RESOURCE_EXHAUSTED")
        self.let_pass()
        self.assertEqual(self.right().code, "OK")

    def test_by_machine(self):
        """Whatever accounts are guessed on it."""
        self.put("device", self.machine, MACHINE - 2)
        self.assertFalse(self.attempt("nobody.one").status.retry_after_ms)
        self.assertGreater(self.attempt("nobody.two").status.retry_after_ms, 0)
        self.put("device", self.machine, MACHINE + 8)
        self.assertGreater(self.attempt("nobody.three").status.retry_after_ms, 60_000)
        self.assertEqual(self.attempt("nobody.four").code, "RESOURCE_EXHAUSTED")
        self.assertEqual(self.right().code, "RESOURCE_EXHAUSTED")
        self.assertEqual(self.right("device").code, "OK")  # another machine does not notice
        self.let_pass()
        self.assertEqual(self.right().code, "OK")

    def test_counts_outlive_the_daemon(self):
        for _ in range(FEW):
            self.attempt(self.school.account)
        self.hold()
        self.district.restart()
        self.assertEqual(self.right().code, "RESOURCE_EXHAUSTED")
        self.assertEqual(self.counted("account"), [FEW])
        self.let_pass()
        self.assertEqual(self.right().code, "OK")

    def test_an_unknown_account_takes_as_long(self):
        """Without the hashing of a decoy the unknown one would be many times faster."""
        spent = {self.school.account: [], "nobody.knows": []}
        for _ in range(9):
            for account, times in spent.items():
                self.district.sql("delete from login_throttle")
                with Wire(self.contract, self.district.port,
                          self.district.folder / "ca.pem") as wire:
                    begun = time.monotonic()
                    wire.call("SessionService.Login", account=account, password="a wrong password")
                    times.append(time.monotonic() - begun)
        known, unknown = (statistics.median(times) for times in spent.values())
        self.assertLess(max(known, unknown), 4 * min(known, unknown))


if __name__ == "__main__":
    main()
