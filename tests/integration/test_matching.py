"""Matching as a lead works with it: a draft is shown, explained, edited, compared, and published
once."""

from district import DistrictTest, main
from school import School

USAGE, INVALID, NOT_FOUND, CONFLICT = 2, 3, 4, 5
DAY = "2026-03-05"


class Matching(DistrictTest):
    """Every test has a campus of its own: students 1–8 with academic needs, T001 and T002 with four
    places each."""

    settings = {"clock": "2026-03-05T08:00:00+08:00"}
    n = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()

    def setUp(self):
        type(self).n += 1
        self.school = School(self.district, self.admin, f"34519901{self.n:02d}", f"第{self.n}中学",
                             f"lead.{self.n}", area=f"9902{self.n:02d}")
        self.school.people(students=8, mentors=2, capacity=4)
        self.lead = self.school.lead

    def no(self, n):
        return self.school.student_no(n)

    def run_match(self, *words):
        return self.lead.must("match", "run", "--on", DAY, *words, json=True).json

    def show(self, run):
        rows = self.lead.must("match", "show", run["run_id"], json=True)["rows"]
        return {r["student_no"]: r for r in rows}

    def adjust(self, run, n, mentor, reason="家长要求"):
        words = () if mentor is None else ("--mentor", mentor)
        return self.lead.run("match", "adjust", run["run_id"], "--student", self.no(n), "--group",
                             "academic", *words, "--reason", reason, json=True)

    def test_a_draft_is_no_pairing(self):
        run = self.run_match()
        self.assertEqual((run["requests"], run["waiting"], run["number"]), (8, 0, 1))
        self.assertEqual(self.school.pairings(), [])
        shown = self.lead.must("match", "show", str(run["number"]), json=True).json
        self.assertEqual((shown["run_id"], shown["state"]), (run["run_id"], "draft"))

    def test_choices_come_first_and_are_explained(self):
        self.school.add("choices", [[self.no(1), "academic", 1, "T002"],
                                    [self.no(2), "academic", 1, "T001"]])
        self.school.add("answers", [["T002", "academic", self.no(1), "1"]])
        run = self.run_match()
        row = self.show(run)[self.no(1)]
        self.assertEqual((row["staff_no"], row["step"], row["choice_rank"]), ("T002", "choice", 1))
        told = self.lead.must("match", "explain", run["run_id"], "--student", self.no(1), "--group",
                              "academic", json=True).json
        self.assertEqual((told["staff_no"], told["step"], told["choice_rank"], told["mentor_answer"]),
                         ("T002", "choice", 1, "1"))
        self.assertEqual([(c["staff_no"], c["outcome"]) for c in told["rows"]], [("T002", "given")])
        self.assertEqual(run["chosen"], 2)

    def test_the_fit_is_time_and_personality(self):
        """A half of the slots in common and a personality of 81: 65.5, half up."""
        self.school.add("needs", [[self.no(1), "academic", 3, "home_visit", "Mon4;Tue1"]],
                        "student_no,group,severity,source,slots")
        self.school.add("fits", [[self.no(1), "T001", 81], [self.no(1), "T002", 81]])
        run = self.run_match()
        told = self.lead.must("match", "explain", run["run_id"], "--student", self.no(1), "--group",
                              "academic", json=True).json
        self.assertEqual((told["fit"], told["common_slots"], told["student_slots"],
                          told["time_percent"], told["personality_part"],
                          told["personality_entered"]), (66, 1, 2, "50.00", 81, True))
        rows = self.show(run)
        self.assertEqual(rows[self.no(1)]["fit"], 66)
        self.assertEqual(rows[self.no(2)]["fit"], 50)  # both parts missing

    def test_refused_and_forbidden_pairs_are_made_by_no_step(self):
        self.school.add("answers", [[m, "academic", self.no(3), "refuse"] for m in ("T001", "T002")])
        self.school.add("forbidden", [[self.no(4), m, "亲属"] for m in ("T001", "T002")])
        run = self.run_match()
        rows = self.show(run)
        for n in (3, 4):
            self.assertEqual((rows[self.no(n)]["staff_no"], rows[self.no(n)]["reason"]),
                             (None, "ALL_FORBIDDEN"))
        edit = self.adjust(run, 3, "T001")
        self.assertCode(edit, 0)
        self.assertTrue(edit["overrules_refusal"])
        self.assertCode(self.adjust(run, 4, "T001"), CONFLICT)
        self.assertCode(self.lead.run("match", "publish", run["run_id"]), 0)
        self.assertEqual(len(self.school.pairings("--student", self.no(3))), 1)

    def test_an_edit_by_hand_has_a_reason(self):
        run = self.run_match()
        self.assertCode(self.adjust(run, 1, None, reason=""), INVALID)
        before = self.show(run)[self.no(1)]["staff_no"]
        edit = self.adjust(run, 1, None)
        self.assertEqual((edit["former_staff_no"], edit["staff_no"], edit["waiting"]),
                         (before, None, 1))
        row = self.show(run)[self.no(1)]
        self.assertEqual((row["reason"], row["edit_reason"]), ("LEFT_BY_HAND", "家长要求"))
        back = self.adjust(run, 1, before)
        self.assertEqual((back["staff_no"], back["waiting"]), (before, 0))
        self.assertEqual(self.show(run)[self.no(1)]["step"], "hand")

    def test_an_edit_says_which_pairs_it_unsettles(self):
        self.school.add("choices", [[self.no(1), "academic", 1, "T001"]])
        run = self.run_match()
        self.assertEqual(run["blocking_pairs"], 0)
        edit = self.adjust(run, 1, None)
        self.assertEqual((edit["new_blocking_pairs"], [(b["student_no"], b["staff_no"])
                                                       for b in edit["rows"]]),
                         (1, [(self.no(1), "T001")]))

    def test_a_lock_outlasts_runs_until_it_is_released(self):
        run = self.run_match()
        target = "T002" if self.show(run)[self.no(1)]["staff_no"] == "T001" else "T001"
        lock = ("--student", self.no(1), "--group", "academic")
        self.lead.must("match", "lock", run["run_id"], *lock, "--mentor", target, "--reason", "延续")
        second = self.run_match()
        self.assertEqual(second["locked"], 1)
        row = self.show(second)[self.no(1)]
        self.assertEqual((row["staff_no"], row["step"]), (target, "locked"))
        self.assertCode(self.adjust(second, 1, None), CONFLICT)
        locks = self.lead.must("match", "locks", json=True)["rows"]
        self.assertEqual([(r["student_no"], r["staff_no"], r["reason"]) for r in locks],
                         [(self.no(1), target, "延续")])
        self.lead.must("match", "unlock", *lock)
        self.assertCode(self.lead.run("match", "unlock", *lock), NOT_FOUND)
        self.assertEqual(self.run_match()["locked"], 0)

    def test_two_runs_compared(self):
        first = self.run_match()
        taken = self.show(first)[self.no(2)]["staff_no"]
        self.lead.must("match", "forbid", "--student", self.no(2), "--mentor", taken, "--reason", "x")
        second = self.run_match()
        told = self.lead.must("match", "compare", first["run_id"], second["run_id"], json=True).json
        one, two = self.show(first), self.show(second)
        changed = {n for n in one if one[n]["staff_no"] != two[n]["staff_no"]}
        self.assertIn(self.no(2), changed)
        self.assertEqual({r["student_no"] for r in told["rows"]}, changed)
        self.assertEqual((told["same"], told["different"]), (8 - len(changed), len(changed)))
        for row in told["rows"]:
            self.assertEqual((row["staff_no"], row["other_staff_no"]),
                             (one[row["student_no"]]["staff_no"], two[row["student_no"]]["staff_no"]))

    def test_what_if_stores_nothing(self):
        """--dry-run leaves no run; --cap 3 leaves two of eight waiting."""
        told = self.lead.must("match", "run", "--on", DAY, "--cap", "3", "--dry-run", json=True).json
        self.assertEqual((told["run_id"], told["cap"], told["requests"], told["waiting"]),
                         (None, 3, 8, 2))
        self.assertEqual([(s["group"], s["waiting"], s["mentors"]) for s in told["shortage"]],
                         [("academic", 2, 1)])
        self.assertEqual(self.lead.must("match", "list", json=True)["rows"], [])
        run = self.run_match("--cap", "3")
        waiting = self.lead.must("match", "waiting", run["run_id"], json=True).json
        self.assertEqual((waiting["waiting"], {r["reason"] for r in waiting["rows"]}),
                         (2, {"NO_FREE_PLACE"}))
        for cap in ("0", "100"):
            self.assertCode(self.lead.run("match", "run", "--on", DAY, "--cap", cap), INVALID)

    def test_the_same_input_gives_the_same_draft(self):
        first, second = self.run_match(), self.run_match()
        self.assertEqual({k: v["staff_no"] for k, v in self.show(first).items()},
                         {k: v["staff_no"] for k, v in self.show(second).items()})

    def test_nobody_to_place(self):
        """Without a qualified mentor everybody waits, and a second run finds nothing to do."""
        self.school.add("needs", [[self.no(1), "psychological", 3, "screening", "2026-02-25"]])
        run = self.run_match()
        waiting = self.lead.must("match", "waiting", run["run_id"], json=True)["rows"]
        self.assertEqual([(r["group"], r["reason"], r["severity"]) for r in waiting],
                         [("psychological", "NO_QUALIFIED_MENTOR", None)])
        self.lead.must("match", "publish", run["run_id"])
        self.assertEqual(self.run_match()["requests"], 1)

    def test_published_once_all_or_none(self):
        run = self.run_match()
        dry = self.lead.must("match", "publish", run["run_id"], "--dry-run", json=True)
        self.assertEqual((dry["pairings"], self.school.pairings()), (8, []))
        self.assertEqual(self.lead.must("match", "publish", run["run_id"], json=True)["pairings"],
                         8)
        rows = self.school.pairings()
        self.assertEqual({r["student_no"]: r["staff_no"] for r in rows},
                         {k: v["staff_no"] for k, v in self.show(run).items()})
        self.assertEqual({r["started_on"] for r in rows}, {DAY})
        self.assertCode(self.lead.run("match", "publish", run["run_id"]), CONFLICT)
        self.assertCode(self.adjust(run, 1, None), CONFLICT)
        self.assertCode(self.lead.run("match", "discard", run["run_id"]), CONFLICT)
        self.assertEqual(len(self.school.pairings()), 8)
        self.assertEqual(self.run_match()["requests"], 0)

    def test_publishing_looks_at_every_rule_again(self):
        """What changed since the draft was made stops it, and nothing of it is stored."""
        def expire():
            self.school.add("qualifications", [["T001", "subject_teaching", "2026-03-01", ""]])

        def close():
            self.school.add("needs", [[self.no(1), "academic", 3, "classroom_observation",
                                       "2026-02-23", "2026-03-01"]],
                            "student_no,group,severity,source,opened_on,closed_on")

        def refuse():
            self.school.add("answers", [["T001", "academic", n, "refuse"] for n, row in rows.items()
                                        if row["staff_no"] == "T001"])

        def forbid():
            self.lead.must("match", "forbid", "--student", self.no(2), "--mentor",
                           rows[self.no(2)]["staff_no"], "--reason", "亲属")

        def pair():
            self.assertCode(self.school.pair(3, rows[self.no(3)]["staff_no"], on=DAY), 0)

        for change in (forbid, refuse, expire, close, pair):
            self.setUp()
            run = self.run_match()
            rows = self.show(run)
            change()
            before = self.school.pairings()
            with self.subTest(change.__name__):
                outcome = self.lead.run("match", "publish", run["run_id"])
                self.assertCode(outcome, CONFLICT)
                self.assertEqual(len(outcome.stderr.splitlines()), 1)
                self.assertEqual(self.school.pairings(), before)

    def test_a_discarded_draft_stays_readable(self):
        run = self.run_match()
        self.lead.must("match", "discard", run["run_id"])
        self.assertEqual(self.lead.must("match", "show", run["run_id"], json=True)["state"],
                         "discarded")
        self.assertCode(self.lead.run("match", "publish", run["run_id"]), CONFLICT)
        self.assertCode(self.lead.run("match", "show", "77"), NOT_FOUND)


if __name__ == "__main__":
    main()
