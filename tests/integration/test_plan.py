"""integration.plan: a plan is loaded from one file, shown beside what is, and checked sentence by
sentence (S1, S2, S9–S11, S90–S92, R56)."""

from district import DistrictTest, main
from school import School

INVALID, DENIED, PARTIAL, CONFLICT = 3, 6, 11, 5
HEAD = "类别,名称,值,开始,结束,负责人\n"
PLAN = HEAD + """计划,year,2026,,,
计划,title,2026年师生结对帮扶工作计划,,,
数值,academic_share_percent,18,,,
数值,choices_max,3,,,
阶段,需求调查,,2026-02-01,2026-02-28,班主任
阶段,配对,,2026-03-01,2026-03-13,校长
会议,动员会,,2026-03-02,,校长
主要学科,数学,,,,
主要学科,物理,,,,
政策依据,双减,,,,
"""


class Plan(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.school.people(students=40, mentors=2, needs=6)
        cls.lead = cls.school.lead

    def load(self, text, who=None, *words):
        who = who or self.admin
        path = who.home / "plan.csv"
        path.write_text(text, encoding="utf-8")
        return who.run("plan", "load", path, *words, json=True)

    def test_a_plan_is_loaded_whole_or_not_at_all(self):
        before = self.admin.must("plan", "show", json=True).json
        for bad, words in (("数值,no_such,1,,,\n", "no number of this name"),
                           ("数值,cap,1000,,,\n", "out of"),
                           ("会议,茶话会,,2026-03-02,,\n", "kind of meeting"),
                           ("阶段,颠倒,,2026-03-02,2026-03-01,\n", "out of order")):
            done = self.load(PLAN + bad)
            self.assertEqual(done.code, PARTIAL, str(done))
            self.assertIn(words, done.stderr)
            self.assertEqual(self.admin.must("plan", "show", json=True).json, before)
        self.assertCode(self.load(HEAD + "数值,cap,4,,,\n"), INVALID)
        self.assertCode(self.load(PLAN, self.lead), DENIED)
        self.assertCode(self.load(PLAN, None, "--dry-run"), 0)
        self.assertEqual(self.admin.must("plan", "show", json=True).json, before)

        done = self.load(PLAN)
        self.assertEqual(done.code, 0, str(done))
        shown = self.admin.must("plan", "show", json=True)
        numbers = {r["name"]: r["value"] for r in shown["rows"]}
        self.assertEqual((numbers["academic_share_percent"], numbers["choices_max"],
                          numbers["cap"]), ("18", "3", "5"))
        self.assertEqual([r["name"] for r in shown["anchors"]], ["双减"])
        self.assertEqual({r["name"] for r in shown["subjects"]}, {"数学", "物理"})
        self.assertEqual([(r["name"], r["owner"], r["state"]) for r in shown["phases"]],
                         [("需求调查", "班主任", "past"), ("配对", "校长", "running")])
        again = self.load(PLAN)
        self.assertEqual((again["stored"], again["rejected"]), (0, 0))
        past = self.admin.must("plan", "show", "--as-of", "2026-03-04", json=True)
        self.assertEqual({r["name"]: r["value"] for r in past["rows"]}["choices_max"], "5")

    def test_a_lower_cap_in_a_file_keeps_to_the_load_there_is(self):
        for n in (30, 31):
            self.school.add("needs", [[self.school.student_no(n), "academic", 2, "home_visit",
                                       "2026-02-24"]])
            self.school.pair(n, "T002")
        refused = self.load(HEAD + "计划,year,2026,,,\n数值,cap,1,,,\n")
        self.assertCode(refused, CONFLICT)
        self.assertIn("T002", refused.stderr)
        self.assertCode(self.load(HEAD + "计划,year,2026,,,\n数值,cap,2,,,\n"), 0)
        mentors = self.lead.must("mentor", "list", json=True)["rows"]
        self.assertEqual({r["limit"] for r in mentors}, {2})
        self.assertCode(self.load(HEAD + "计划,year,2026,,,\n数值,cap,5,,,\n"), 0)

    def test_shares_and_meetings_stand_beside_the_plan(self):
        held = self.lead.must("meeting", "add", "--kind", "mobilisation", "--on", "2026-03-03",
                              json=True)["id"]
        self.lead.must("meeting", "attend", held, "--staff", "T001", "--staff", "T002")
        self.load(HEAD + "计划,year,2026,,,\n会议,mobilisation,,2026-03-02,,校长\n")
        shown = self.lead.must("plan", "show", json=True)
        meeting = next(r for r in shown["meetings"] if r["kind"] == "mobilisation")
        self.assertEqual((meeting["planned_on"], meeting["held_on"], meeting["staff"]),
                         ("2026-03-02", "2026-03-03", 2))
        share = {r["group"]: r for r in shown["shares"]}
        in_group = len({r["student_no"] for r in self.lead.must(
            "need", "list", "--limit", "10000", json=True)["rows"] if r["group"] == "academic"})
        self.assertEqual((share["academic"]["students"], share["academic"]["on_roll"]),
                         (in_group, 40))
        self.assertEqual(share["talent"]["plan_percent"], "20")
        mentor = self.school.mentor_account("T001", "m1")
        self.assertEqual(mentor.must("plan", "show", json=True)["shares"], [])

    def test_every_sentence_is_checked(self):
        checked = self.lead.must("plan", "check", json=True)
        self.assertEqual([r["sentence"] for r in checked["rows"]], [f"S{n}" for n in range(1, 93)])
        self.assertEqual(checked["in_use"] + checked["configured"] + checked["not_yet"], 92)
        state = {r["sentence"]: r["state"] for r in checked["rows"]}
        self.assertEqual((state["S22"], state["S32"], state["S56"]),
                         ("in_use", "in_use" if state["S31"] == "in_use" else "configured",
                          "configured"))
        self.lead.must("contest", "add", "--student", self.school.student_no(1), "--contest",
                       "机器人赛", "--level", "district", "--held-on", "2026-03-01")
        after = {r["sentence"]: r["state"] for r in
                 self.admin.must("plan", "check", json=True)["rows"]}
        self.assertEqual((state["S17"], after["S17"]), ("configured", "in_use"))

    def test_z_next_year_s_plan_begins_with_this_one_s_numbers(self):
        done = self.load(HEAD + "计划,year,2027,,,\n计划,current,是,,,\n数值,choices_max,4,,,\n")
        self.assertEqual(done.code, 0, str(done))
        shown = self.admin.must("plan", "show", "--as-of", "2027-03-01", json=True)
        self.assertEqual((shown["year"], shown["first_on"], shown["cutoff_on"]),
                         (2027, "2027-01-01", "2028-01-31"))
        numbers = {r["name"]: r["value"] for r in shown["rows"]}
        self.assertEqual((numbers["choices_max"], numbers["cap"]), ("4", "5"))
        self.assertTrue(shown["subjects"])


if __name__ == "__main__":
    main()
