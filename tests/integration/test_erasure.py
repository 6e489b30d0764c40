"""integration.erasure: a student's content is gone for ever, the counts stay, the ledger outside
the database remembers, and a restored backup erases anew before anybody calls."""

import os
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

from district import District, Failure, main
from school import School
from wire import Contract, Wire

NOT_FOUND, UNAVAILABLE = 4, 8
REASON = ("--reason", "监护人书面申请")
SECRET = "夜里常常睡不着"


class Erasure(unittest.TestCase):
    """Each test has a district of its own: what is erased is gone."""

    def setUp(self):
        """A school with screened students."""
        self.district = District(clock="2026-03-05T08:00:00+08:00")
        self.addCleanup(self.district.close)
        self.ledger = self.district.folder / "ledger" / "erasures"
        self.ledger.parent.mkdir()
        self.district.settings["erasure_ledger"] = str(self.ledger)
        self.district.start()
        self.admin = self.district.administrator()
        self.school = School(self.district, self.admin)
        self.school.people(students=4, mentors=1)
        self.lead = self.school.lead
        self.lead.must("account", "add", "--account", "psych", "--role", "psychology_teacher",
                       "--password-stdin", stdin="psych password\n")
        self.psych = self.district.client("psych", "psych password")
        for n in (1, 2, 3, 4):
            number = self.school.student_no(n)
            self.psych.must("consent", "grant", "--student", number, "--by", "student", "--on",
                            "2026-03-01", "--text-version", "1", "--guardian-informed",
                            "2026-03-01")
            self.psych.must("screening", "enter", "--student", number, "--scale", "scl90", "--on",
                            "2026-03-02", "--answers", ",".join("3" * 90))
        path = self.school.write("needs", [[self.school.student_no(n), "psychological", 4,
                                            "classroom_observation", "2026-03-01", SECRET]
                                           for n in (1, 2)],
                                 "student_no,group,severity,source,opened_on,evidence")
        self.lead.must("import", "needs", path)

    def show(self, n):
        return self.psych.run("screening", "show", "--student", self.school.student_no(n),
                              "--scale", "scl90", "--on", "2026-03-02", "--reason", "会谈准备")

    def evidence(self, n):
        rows = self.psych.must("need", "show", "--student", self.school.student_no(n), "--reason",
                               "会谈准备", json=True)["rows"]
        return [row["evidence"] for row in rows]

    def erase(self, n, *words):
        return self.lead.run("erase", "--student", self.school.student_no(n), *REASON, *words,
                             json=True)

    def figures(self):
        return (self.lead.must("statistics", "campus", json=True).json,
                self.psych.must("consent", "count", json=True).json,
                self.lead.must("need", "list", json=True).json)

    def test_the_content_is_gone_and_the_counts_stay(self):
        self.school.pair(1, "T001")
        record = self.lead.must("record", "add", "--mentor", "T001", "--student",
                                self.school.student_no(1), "--group", "academic", "--kind",
                                "meeting", "--channel", "face_to_face", "--held-at",
                                "2026-03-03T16:00", "--minutes", "40", "--place", "家门口的凉亭",
                                json=True)["id"]
        before = self.figures()
        self.assertEqual(self.show(1).code, 0)
        self.assertEqual(self.evidence(1), [SECRET])
        dry = self.erase(1, "--dry-run")
        self.assertEqual((dry.code, dry["sealed_contents"], dry["number"]), (0, 2, None))
        self.assertFalse(self.ledger.exists())
        self.assertEqual(self.show(1).code, 0)
        receipt = self.erase(1)
        self.assertEqual(receipt.code, 0, str(receipt))
        self.assertEqual((receipt["number"], receipt["sealed_contents"],
                          receipt["last_backup_expires_on"]), (1, 2, "2026-04-09"))
        gone = self.show(1)
        self.assertEqual(gone.code, NOT_FOUND)
        self.assertIn("erased", gone.stderr)
        self.assertEqual(self.evidence(1), [None])
        self.assertIsNone(self.lead.must("record", "show", record, json=True)["place"])
        self.assertEqual(self.show(2).code, 0)  # the others keep theirs
        self.assertEqual(self.evidence(2), [SECRET])
        self.assertEqual(self.figures(), before)
        self.assertEqual(self.psych.must("report", "minors", "--year", "2026",
                                         json=True)["erasures"], 1)
        line = self.ledger.read_text()
        self.assertEqual(self.ledger.stat().st_mode & 0o777, 0o600)
        self.assertIn(receipt["hash"], line)
        for word in (self.school.student_no(1), self.school.student_no(1)[7:15], "学生", REASON[1]):
            self.assertNotIn(word, line)
        audited = self.district.sql(
            "select reason, outcome from audit_log where method = 'ErasureService.EraseStudent'"
            " union all select reason, outcome from audit_queue"
            " where method = 'ErasureService.EraseStudent'")
        self.assertEqual(audited, [[REASON[1], "OK"]])

    def test_a_restored_backup_erases_anew(self):
        """A file copy of the stopped cluster, from before the erasure, comes back."""
        old = self.district.folder / "old"
        self.district.stop()
        self.district.cluster.stop()
        subprocess.run(["cp", "-a", str(self.district.cluster.data), str(old)], check=True)
        self.district.cluster.start()
        self.district.start()
        self.assertEqual(self.erase(1).code, 0)
        self.district.stop()
        self.district.cluster.stop()
        subprocess.run(["rm", "-rf", str(self.district.cluster.data)], check=True)
        os.rename(old, self.district.cluster.data)
        self.district.cluster.start()
        self.assertEqual(self.district.sql("select count(*) from student_key"
                                           " where destroyed_at is not null"), [["0"]])
        daemon = self.district.start()
        self.assertIn("event=erasure_repeated line=1", daemon.log)
        self.assertEqual(self.district.sql("select count(*) from student_key"
                                           " where destroyed_at is not null"), [["1"]])
        self.psych.login("psych", "psych password")
        self.assertEqual(self.show(1).code, NOT_FOUND)
        self.assertEqual(self.evidence(1), [None])
        self.assertEqual(self.show(2).code, 0)
        self.assertNotIn("event=erasure_repeated", self.district.restart().log)

    def test_a_ledger_that_was_changed_stops_the_start(self):
        for n in (1, 2):
            self.assertEqual(self.erase(n).code, 0)
        self.district.stop()
        good = self.ledger.read_text()
        first, second = good.splitlines(keepends=True)
        for name, text, words in (
                ("a line changed", good.replace("2026-03-05", "2026-03-04", 1), "line 1"),
                ("a line removed", second, "line 1"),
                ("cut short", first, "missing"),
                ("emptied", "", "missing"),
                ("nonsense", good + "nonsense\n", "line 3")):
            with self.subTest(name):
                self.ledger.write_text(text)
                with self.assertRaisesRegex(Failure, words):
                    self.district.start()
                self.district.daemons.clear()
        # Half a line was never answered.
        self.ledger.write_text(good + "3 2026-03-05T")
        self.district.start()
        self.assertEqual(self.erase(3)["number"], 3)

    def test_without_a_ledger_nothing_is_erased(self):
        self.ledger.mkdir()
        refused = self.erase(1, "--timeout", "2")
        self.assertEqual(refused.code, UNAVAILABLE, str(refused))
        self.assertIn("ledger", refused.stderr)
        self.assertEqual(self.show(1).code, 0)
        self.ledger.rmdir()
        self.assertEqual(self.erase(1).code, 0)

    def test_two_daemons_keep_one_chain_and_a_repeated_call_one_line(self):
        self.district.start()
        contract = Contract()
        numbers = [self.school.student_no(n) for n in (1, 2, 3, 4)]

        def erase(n):
            with Wire(contract, self.district.port, self.district.folder / "ca.pem") as wire:
                wire.login("lead.gp", self.school.password)
                envelope = {"request_id": bytes([n]) * 16}
                return [wire.call("ErasureService.EraseStudent", envelope, student=numbers[n],
                                  reason="监护人申请") for _ in range(2)]

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(erase, range(4)))
        for first, again in answers:
            self.assertEqual((first.code, again.code), ("OK", "OK"))
            self.assertEqual(first.bytes, again.bytes)
        self.assertEqual(sorted(first.reply.number for first, _ in answers), [1, 2, 3, 4])
        with Wire(contract, self.district.port, self.district.folder / "ca.pem") as wire:
            wire.login("lead.gp", self.school.password)
            other = wire.call("ErasureService.EraseStudent", {"request_id": bytes([0]) * 16},
                              student=numbers[1], reason="监护人申请")
        self.assertEqual(other.code, "INVALID")
        self.assertEqual(len(self.ledger.read_text().splitlines()), 4)
        self.district.restart()


if __name__ == "__main__":
    main()
