"""contract.writes: what a write promises beside its access rule: a dry run of every write but those
named here, and a queue for records alone."""

import unittest

from district import main
from wire import Contract

# Writes that cannot be tried without being done, each with the reason.
NO_DRY_RUN = {
    "SessionService.Login": "it opens a session, which nothing could carry afterwards",
    "SessionService.Logout": "ending the session is all it does, and does no harm",
    "SessionService.ChangePassword": "a password given on trial would be told for nothing",
    "DeviceService.EnrolDevice": "the authority signs, and logs, what it is asked for",
    "DeviceService.RenewDevice": "the authority signs, and logs, what it is asked for",
    "KeyService.RotateKeys": "it commits batch by batch, and can be repeated at any time",
}


class Writes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.methods = Contract().methods

    def writes(self):
        audit = self.methods["RecordService.AddRecord"].rules.audit
        return {n: m for n, m in self.methods.items()
                if m.rules.idempotent or m.rules.audit == audit}

    def test_every_write_has_a_dry_run(self):
        self.assertGreater(len(self.writes()), 80)
        without = {n for n, m in self.writes().items() if not m.rules.dry_run}
        self.assertEqual(without, set(NO_DRY_RUN))

    def test_what_can_be_tried_carries_a_request_id(self):
        """Else trying it and doing it could not be told apart by whoever repeats it."""
        for name, method in self.methods.items():
            with self.subTest(name):
                self.assertLessEqual(method.rules.dry_run, method.rules.idempotent)

    def test_nothing_but_the_writing_of_a_record_is_ever_queued(self):
        queueable = {n for n, m in self.methods.items() if m.rules.queueable}
        self.assertEqual(queueable, {"RecordService.AddRecord"})
        self.assertTrue(self.methods["RecordService.AddRecord"].rules.idempotent)


if __name__ == "__main__":
    main()
