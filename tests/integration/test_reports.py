"""integration.reports: a campus's monthly report is drafted, submitted and so locked, reopened with
a reason; the district reads what was submitted, without small counts, and anybody may verify it."""

import hashlib
import json
import struct
import threading

from district import DistrictTest, main
from school import GP, MS, School

INVALID, NOT_FOUND, CONFLICT, DENIED = 3, 4, 5, 6


def field(value):
    """4 bytes of length and the text, as ARCHITECTURE.md says."""
    if value is None:
        return b"\xff\xff\xff\xff"
    return struct.pack(">I", len(value.encode())) + value.encode()


class Reports(DistrictTest):
    settings = {"clock": "2026-06-10T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.gp = School(cls.district, cls.admin)
        cls.ms = School(cls.district, cls.admin, MS, "MS 中学", "lead.ms", "990110")
        cls.gp.people(students=15, mentors=2, groups=("academic", "general"), needs=0)
        cls.gp.add("needs", [[cls.gp.student_no(n), "academic", 2, "classroom_observation",
                              "2026-05-04"] for n in range(1, 13)]
                   + [[cls.gp.student_no(n), "general", 2, "home_visit", "2026-03-02"]
                      for n in range(13, 16)])
        for n in range(1, 4):
            cls.gp.pair(n, "T001", "2026-05-05")
        cls.gp.add("records", [["T001", cls.gp.student_no(n), "academic", "meeting",
                                "face_to_face", f"2026-05-{10 + n}T16:00", 30, "阅读"]
                               for n in range(1, 4)])

    def lead(self, *words, school=None, **options):
        return (school or self.gp).lead.run("report", "month", *words, **options)

    def must(self, *words, school=None):
        return (school or self.gp).lead.must("report", "month", *words, json=True)

    def stored(self, table, order):
        [[text]] = self.district.sql(
            f"select coalesce(json_agg(x order by {order}), '[]') from (select t.*, c.code"
            f" from {table} as t join campus as c on c.id = t.campus_id where c.code = '{GP}'"
            f" and t.month = '2026-05-01' and t.version = 1) as x")
        return json.loads(text)

    def hash_of_may(self):
        """From the rows as they are stored, by the words of ARCHITECTURE.md alone."""
        head = self.stored("(select r.*, to_char(submitted_at at time zone 'UTC', "
                           "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') as at from report as r)",
                           "version")[0]
        digest = hashlib.sha256()
        for value in (head["code"], "2026-05", str(head["version"]), str(head["plan_year"]),
                      str(head["plan_version"]), head["as_of"], head["done"], head["problems"],
                      head["next_steps"], head["at"], str(head["submitted_by"])):
            digest.update(field(value))
        for f in sorted(self.stored("report_figure", "figure"),
                        key=lambda f: (f["figure"], f["by"], f["part"])):
            of = f["denominator"]
            for value in (f["figure"], f["by"], f["part"], str(f["numerator"]),
                          None if of is None else str(of)):
                digest.update(field(value))
        for m in sorted(self.stored("report_month", "amount"),
                        key=lambda m: (m["amount"], m["part"])):
            needed = m["required"]
            for value in (m["amount"], m["part"], str(m["counted"]),
                          None if needed is None else str(needed)):
                digest.update(field(value))
        return digest.hexdigest()

    def test_1_a_draft_is_drafted_again_until_it_is_right(self):
        self.assertCode(self.lead("show", "2026-05"), NOT_FOUND)
        self.assertCode(self.lead("submit", "2026-05"), NOT_FOUND)
        dry = self.lead("draft", "2026-05", "--done", "试", "--dry-run", json=True)
        self.assertCode(dry, 0)
        self.assertCode(self.lead("show", "2026-05"), NOT_FOUND)
        made = self.must("draft", "2026-05", "--done", "入户走访", "--problems", "时间冲突")
        self.assertEqual((made["version"], made["revision"], made["as_of"]), (1, 1, "2026-05-31"))
        again = self.must("draft", "2026-05", "--problems", "辅导场地不足", "--of-revision", "1")
        self.assertEqual(again["revision"], 2)
        self.assertCode(self.lead("draft", "2026-05", "--of-revision", "1"), CONFLICT)
        shown = self.must("show", "2026-05")
        self.assertEqual((shown["done"], shown["problems"], shown["state"]),
                         ("入户走访", "辅导场地不足", "draft"))
        amounts = {(a["amount"], a.get("part")): a["counted"] for a in shown["amounts"]}
        self.assertEqual(amounts["records", None], 3)
        self.assertEqual(amounts["records", "meeting"], 3)
        self.assertEqual(amounts["needs_opened", None], 12)
        self.assertEqual(amounts["pairings_started", "academic"], 3)
        self.assertEqual(amounts["meetings", None], 0)
        rows = {(r["figure"], r.get("by"), r.get("part")): r for r in shown["rows"]}
        self.assertEqual(rows["needs", "group", "general"]["numerator"], 3)
        self.assertEqual(rows["group_coverage", "group", "academic"]["shown"], "25.00")
        self.assertFalse(any(r["suppressed"] for r in shown["rows"]))
        lines = [line.split() for line in
                 self.gp.lead.must("report", "month", "show", "2026-05", "--lang", "zh")
                 .stdout.splitlines()]
        for words in (["帮扶记录", "面谈", "3"], ["新结对", "学业", "3"],
                      ["需求", "年级", "高一", "15", "15"]):
            self.assertIn(words, lines)

    def test_2_what_is_wrong_is_said(self):
        for words, code in ((("draft", "2026-13"), INVALID), (("draft", "2026-5"), INVALID),
                            (("draft", "2025-05"), INVALID), (("draft", "2026-07"), INVALID),
                            (("submit", "2026-06"), NOT_FOUND),
                            (("reopen", "2026-05", "--reason", "补"), CONFLICT)):
            self.assertCode(self.lead(*words), code)
        self.must("draft", "2026-06")
        self.assertIn("not over", str(self.lead("submit", "2026-06")))
        named = self.lead("draft", "2026-05", "--next-steps", "继续帮助学生7同学")
        self.assertCode(named, INVALID)
        self.assertIn("names a student", str(named))
        self.assertCode(self.lead("draft", "2026-05", "--done", self.gp.student_no(4).lower()),
                        INVALID)

    def test_3_submitted_is_locked_and_hashed(self):
        self.assertCode(self.lead("submit", "2026-05", "--of-revision", "1"), CONFLICT)
        done = self.must("submit", "2026-05", "--of-revision", "2")
        self.assertEqual(done["sha256"], self.hash_of_may())
        self.assertCode(self.lead("submit", "2026-05"), CONFLICT)
        self.assertCode(self.lead("draft", "2026-05", "--done", "改"), CONFLICT)
        self.assertEqual(self.must("show", "2026-05")["sha256"], done["sha256"])
        for statement in ("update report set done = 'x' where sha256 is not null",
                          "delete from report_figure", "update report_month set counted = 9"):
            with self.assertRaises(AssertionError):
                self.district.sql(statement)
        self.assertEqual(self.hash_of_may(), done["sha256"])

    def test_4_the_district_sees_who_handed_in_and_no_small_count(self):
        self.must("draft", "2026-05", school=self.ms)
        rows = {(r["campus_code"], r["month"]): r for r in self.admin.must(
            "report", "month", "list", json=True)["rows"]}
        self.assertEqual(rows[GP, "2026-05"]["state"], "submitted")
        self.assertEqual(rows[GP, "2026-05"]["sha256"], self.hash_of_may())
        self.assertEqual((rows[MS, "2026-05"]["state"], rows[MS, "2026-04"]["state"]),
                         ("draft", "missing"))
        self.assertEqual([rows[c, m]["late"] for c, m in
                          ((GP, "2026-05"), (MS, "2026-06"), (MS, "2026-04"))],
                         [True, False, True])
        show = ("report", "month", "show", "2026-05", "--campus-code")
        self.assertCode(self.admin.run("report", "month", "show", "2026-05"), INVALID)
        self.assertCode(self.admin.run(*show, MS), NOT_FOUND)
        seen = self.admin.must(*show, GP, json=True)
        self.assertEqual(seen["problems"], "辅导场地不足")
        self.assertTrue(all(a.get("part") is None for a in seen["amounts"]))
        hidden = {(r["figure"], r.get("part")): r for r in seen["rows"] if r["suppressed"]}
        general = hidden["needs", "general"]
        self.assertIn(general["shown"], ("<5", "*"))
        self.assertIsNone(general.get("numerator"))
        self.assertIn(("waiting", "academic"), hidden)  # with the general group's, it would tell
        for row in seen["rows"]:
            if row.get("by") == "group":  # there is one grade: it is the campus
                self.assertNotIn(row.get("numerator"), (1, 2, 3, 4), row)
        self.assertEqual({r["figure"]: r["numerator"] for r in seen["rows"]
                          if not r.get("by")}["needs"], 15)
        self.assertRegex(self.admin.must(*show, GP).stdout, r"needs +group +general +\*")

    def test_5_reopening_makes_the_next_version_and_keeps_the_one_before(self):
        self.assertCode(self.lead("reopen", "2026-05"), 2)
        self.assertCode(self.lead("reopen", "2026-05", "--reason", " "), INVALID)
        again = self.must("reopen", "2026-05", "--reason", "漏报家访")
        self.assertEqual(again["version"], 2)
        seen = self.admin.must("report", "month", "show", "2026-05", "--campus-code", GP,
                               json=True)
        self.assertEqual(seen["version"], 1)
        self.must("draft", "2026-05", "--done", "入户走访四次")
        second = self.must("submit", "2026-05")
        self.assertEqual(self.must("show", "2026-05")["reopen_reason"], "漏报家访")
        first = self.must("show", "2026-05", "--of-version", "1")
        self.assertEqual(first["done"], "入户走访")
        verified = self.admin.must("report", "month", "verify", json=True)["rows"]
        self.assertEqual([(r["version"], r["sha256"]) for r in verified],
                         [(1, first["sha256"]), (2, second["sha256"])])

    def test_6_two_leads_at_once_leave_one_report(self):
        self.gp.lead.must("account", "add", "--account", "lead2.gp", "--role", "campus_lead",
                          "--password-stdin", stdin="a second passphrase\n")
        other = self.district.client("lead2.gp", "a second passphrase")
        both = (self.gp.lead, other)
        self.must("draft", "2026-04", "--done", "一")
        outcomes = self.at_once(both, ("submit", "2026-04"), ("submit", "2026-04"))
        self.assertEqual(sorted(o.code for o in outcomes), [0, CONFLICT])
        outcomes = self.at_once(both, ("reopen", "2026-04", "--reason", "补充"),
                                ("reopen", "2026-04", "--reason", "更正"))
        self.assertEqual(sorted(o.code for o in outcomes), [0, CONFLICT])
        outcomes = self.at_once(both, ("draft", "2026-04", "--done", "二"), ("submit", "2026-04"))
        self.assertIn(outcomes[0].code, (0, CONFLICT))
        self.assertEqual(outcomes[1].code, 0)
        self.must("verify", "--month", "2026-04")

    def at_once(self, clients, *calls):
        outcomes = [None] * len(calls)

        def run(i):
            outcomes[i] = clients[i].run("report", "month", *calls[i])

        threads = [threading.Thread(target=run, args=(i,)) for i in range(len(calls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return outcomes

    def test_7_what_was_altered_behind_its_back_is_found(self):
        self.district.sql("set session_replication_role = replica; update report_figure"
                          " set numerator = numerator + 1 where figure = 'needs' and by = ''"
                          " and month = '2026-05-01' and version = 1")
        found = self.admin.run("report", "month", "verify")
        self.assertCode(found, CONFLICT)
        self.assertIn("hash does not fit", str(found))
        self.assertCode(self.lead("verify", "--month", "2026-05"), CONFLICT)
        self.must("verify", "--month", "2026-04")


if __name__ == "__main__":
    main()
