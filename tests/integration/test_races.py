"""integration.races: two leads and one draft, an end and a record, two decisions on one change, a
publishing beside an end: whatever the order, what was acknowledged is there, once."""

import threading

from district import DistrictTest, main
from school import School

OK, CONFLICT = 0, 5


class Races(DistrictTest):
    settings = {"clock": "2026-04-20T20:00:00+08:00"}
    n = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()

    def setUp(self):
        cls = type(self)
        cls.n += 1
        self.school = School(self.district, self.admin, f"345199020{cls.n}", f"第{cls.n}校",
                             f"lead{cls.n}", area=f"99020{cls.n}")
        self.school.people(students=12, mentors=6, capacity=5)
        self.lead = self.school.lead
        self.lead.must("account", "add", "--account", f"other{cls.n}", "--role", "campus_lead",
                       "--password-stdin", stdin="other password\n")
        self.other = self.district.client(f"other{cls.n}", "other password")

    def together(self, *calls):
        """The outcomes of calls that are made at once, in their order."""
        barrier = threading.Barrier(len(calls))
        outcomes = [None] * len(calls)

        def run(i, who, words):
            barrier.wait()
            outcomes[i] = who.run(*words, json=True)

        threads = [threading.Thread(target=run, args=(i, *call)) for i, call in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return outcomes

    def test_two_leads_edit_one_draft(self):
        run = self.lead.must("match", "run", "--on", "2026-04-20", json=True)["run_id"]
        edited = {}
        for n in range(1, 6):
            calls = [(who, ("match", "adjust", run, "--student", self.school.student_no(k),
                            "--group", "academic", "--mentor", f"T00{n}", "--reason", "家长要求"))
                     for who, k in ((self.lead, n), (self.other, n + 6))]
            for k, outcome in zip((n, n + 6), self.together(*calls)):
                self.assertIn(outcome.code, (OK, CONFLICT), str(outcome))
                if outcome.code == OK:
                    edited[self.school.student_no(k)] = f"T00{n}"
        self.assertGreaterEqual(len(edited), 5)
        rows = {r["student_no"]: r["staff_no"]
                for r in self.lead.must("match", "show", run, json=True)["rows"]}
        self.assertEqual({s: rows[s] for s in edited}, edited)

    def test_a_pairing_ends_while_records_are_stored(self):
        for n in range(1, 5):
            pairing = self.school.pair(n, "T001", "2026-03-02", json=True)["id"]
            record = ("record", "add", "--mentor", "T001", "--student", self.school.student_no(n),
                      "--group", "academic", "--kind", "meeting", "--channel", "face_to_face",
                      "--minutes", "30", "--held-at")
            end, *stored = self.together(
                (self.lead, ("pairing", "end", pairing, "--on", "2026-04-20", "--reason", "转学")),
                *((self.other, (*record, f"2026-04-1{k}T16:00")) for k in range(4)))
            self.assertEqual(end.code, OK, str(end))
            self.assertEqual([o.code for o in stored], [OK] * 4, [str(o) for o in stored])
            shown = self.lead.must("pairing", "show", pairing, json=True)
            self.assertEqual((shown["ended_on"], shown["records"]), ("2026-04-20", 4))

    def test_one_change_is_decided_once(self):
        for n in range(1, 4):
            pairing = self.school.pair(n, "T002", "2026-03-02", json=True)["id"]
            change = self.lead.must("change", "request", "--pairing", pairing, "--reason", "时间",
                                    json=True)["id"]
            outcomes = self.together(
                (self.lead, ("change", "approve", change, "--mentor", "T003", "--on", "2026-04-20")),
                (self.other, ("change", "approve", change, "--mentor", "T004", "--on",
                              "2026-04-20")),
                (self.other, ("change", "decline", change, "--reason", "先谈谈")))
            self.assertEqual(sorted(o.code for o in outcomes), [OK, CONFLICT, CONFLICT],
                             [str(o) for o in outcomes])
            history = self.lead.must("pairing", "history", "--student", self.school.student_no(n),
                                     json=True)["rows"]
            self.assertEqual(len(history), 1 if outcomes[2].code == OK else 2)

    def test_a_plan_for_a_leaving_mentor_beside_an_end(self):
        pairings = [self.school.pair(n, "T005", "2026-03-02", json=True)["id"] for n in (1, 2, 3)]
        run = self.lead.must("pairing", "replan", "--mentor", "T005", "--on", "2026-04-20",
                             json=True)["run_id"]
        published, ended = self.together(
            (self.lead, ("match", "publish", run)),
            (self.other, ("pairing", "end", pairings[0], "--on", "2026-04-20", "--reason", "转学")))
        self.assertEqual(published.code, OK, str(published))
        self.assertIn(ended.code, (OK, CONFLICT), str(ended))
        active = self.school.pairings("--as-of", "2026-04-20")
        self.assertEqual(sorted(r["student_no"] for r in active),
                         sorted(self.school.student_no(n) for n in (1, 2, 3)))
        self.assertNotIn("T005", {r["staff_no"] for r in active})
        again = self.lead.run("match", "publish", run)
        self.assertCode(again, CONFLICT)

    def test_students_come_and_go_beside_imports(self):
        """A transfer and imports of the same students: nobody is on two rolls or on none."""
        target = School(self.district, self.admin, f"345199030{type(self).n}", "对校",
                        f"target{type(self).n}", area="990399")
        words = ("import", "students", self.school.write(
            "students", [[self.school.student_no(n), f"学生{n}", "男", "2010-03-02", 31, "5班"]
                         for n in range(1, 13)]))
        outcomes = self.together(
            *((self.lead, ("transfer", "--student", self.school.student_no(n), "--to", target.code,
                           "--on", "2026-04-13")) for n in (1, 2, 3)), (self.other, words))
        self.assertEqual([o.code for o in outcomes[:3]], [OK] * 3, [str(o) for o in outcomes])
        rows = self.district.sql(
            "select s.student_no, count(*) from student as s where s.left_on is null"
            f" and s.student_no like 'G{self.school.area}%' group by 1")
        self.assertEqual([c for _, c in rows], ["1"] * 12)


if __name__ == "__main__":
    main()
