"""integration.talent: talent files, listed contests, evidence and teams; surveys of students and
guardians with response rates (R21, R22, R49)."""

import hashlib
from fractions import Fraction

from district import DistrictTest, main
from school import School

CONFLICT, INVALID, NOT_FOUND, DENIED = 5, 3, 4, 6


class Talent(DistrictTest):
    settings = {"clock": "2026-05-20T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.school.people(students=8, mentors=2, groups=("talent",))
        cls.lead = cls.school.lead
        for n in range(1, 8):
            cls.school.pair(n, "T001" if n < 6 else "T002", "2026-03-02", "talent")
        cls.mentor = cls.school.mentor_account("T001", "m1")

    def test_a_file_with_works_and_contests(self):
        number = self.school.student_no(1)
        self.mentor.must("talent", "set", "--student", number, "--field", "机器人", "--level", "区级",
                         "--coach", "T002", "--plan", "每周两次训练")
        self.mentor.must("talent", "set", "--student", number, "--field", "机器人", "--level", "市级")
        self.mentor.must("artefact", "add", "--student", number, "--kind", "work", "--title",
                         "巡线小车", "--content", "说明", "--on", "2026-05-01")
        self.lead.must("contest", "add", "--student", number, "--contest", "机器人大赛", "--level",
                       "city", "--held-on", "2026-05-02", "--award", "二等奖")
        shown = self.mentor.must("talent", "show", "--student", number, json=True)
        self.assertEqual([(r["level"], r["coach_no"], r["plan"]) for r in shown["rows"]],
                         [("市级", "T002", "每周两次训练")])
        self.assertEqual([w["title"] for w in shown["works"]], ["巡线小车"])
        self.assertEqual([c["award"] for c in shown["contests"]], ["二等奖"])
        self.assertCode(self.mentor.run("talent", "set", "--student", self.school.student_no(7),
                                        "--field", "合唱"), NOT_FOUND)

    def test_unlisted_and_repeated_contests_are_flagged(self):
        """Listed is by school year; the same contest twice in one is flagged, in two is not."""
        number = self.school.student_no(2)
        self.assertCode(self.lead.run("contest", "list-add", "科创赛", "--school-year", "2025-2026"),
                        DENIED)
        self.assertCode(self.admin.run("contest", "list-add", "科创赛", "--school-year", "2026"),
                        INVALID)
        self.admin.must("contest", "list-add", "科创赛", "--school-year", "2025-2026")
        for contest, day in (("科创赛", "2025-08-31"), ("科创赛", "2025-09-01"),
                             ("科创赛", "2026-04-01"), ("杂牌赛", "2026-04-02")):
            self.lead.must("contest", "add", "--student", number, "--contest", contest, "--level",
                           "district", "--held-on", day)
        rows = self.mentor.must("contest", "list", "--student", number, json=True)["rows"]
        self.assertEqual({(r["contest"], r["held_on"]): (r["listed"], r["repeated"]) for r in rows},
                         {("科创赛", "2025-08-31"): (False, False),
                          ("科创赛", "2025-09-01"): (True, False),
                          ("科创赛", "2026-04-01"): (True, True),
                          ("杂牌赛", "2026-04-02"): (False, False)})
        self.admin.must("contest", "list-remove", "科创赛", "--school-year", "2025-2026")
        self.assertEqual(self.lead.must("contest", "listed", json=True)["rows"], [])

    def test_a_team_s_award_counts_once_and_evidence_leaves_a_sum(self):
        path = str(self.district.folder / "paper.pdf")
        with open(path, "wb") as file:
            file.write(b"%PDF-1.4 certificate")
        for n in (3, 4, 5):
            self.mentor.must("talent", "set", "--student", self.school.student_no(n), "--field",
                             "合唱")
            self.lead.must("contest", "add", "--student", self.school.student_no(n), "--contest",
                           "合唱节", "--level", "district", "--held-on", "2026-05-16", "--award",
                           "一等奖", "--team", "合唱团", "--evidence", path)
        self.lead.must("contest", "add", "--student", self.school.student_no(3), "--contest",
                       "独唱赛", "--level", "district", "--held-on", "2026-05-17", "--award", "三等奖")
        counts = self.mentor.must("talent", "list", "--field", "合唱", json=True)
        self.assertEqual((counts["students"], counts["entries"], counts["awards"]), (3, 4, 2))
        rows = self.lead.must("contest", "list", "--student", self.school.student_no(4),
                              json=True)["rows"]
        self.assertEqual(rows[0]["evidence_sha256"],
                         hashlib.sha256(b"%PDF-1.4 certificate").hexdigest())

    def pupil(self, n):
        account = f"s{n}"
        self.lead.must("account", "add", "--account", account, "--role", "student", "--student",
                       self.school.student_no(n), "--password-stdin", stdin=f"{account} password\n")
        return self.district.client(account, f"{account} password")

    def test_students_answer_themselves_and_means_wait_for_five(self):
        opened = self.lead.must("survey", "open", "--audience", "student", "--until", "2026-06-20",
                                "--name", "期中", json=True)
        self.assertEqual(opened["asked"], 7)
        given = {}
        for n in range(1, 6):
            pupil = self.pupil(n)
            answer = ("survey", "answer", "--survey", str(opened["survey"]), "--growth", "90",
                      "--guidance")
            pupil.must(*answer, "10")
            given[n] = 80 + n
            pupil.must(*answer, str(given[n]))
            row = self.row(opened["survey"])
            self.assertEqual((row["answered"], row["guidance"]), (n, None))
            closed = self.closed(opened["survey"])
            self.assertEqual((closed["answered"], closed["guidance"] is None), (n, n < 5))
        row = closed
        self.assertEqual(Fraction(row["guidance"]), Fraction(sum(given.values()), 5))
        self.assertEqual(row["percent"], "71.43")
        mine = pupil.must("survey", "list", json=True)["rows"]
        self.assertEqual((mine[0]["survey"], mine[0]["answered"], mine[0]["guidance"]),
                         (opened["survey"], None, None))
        forged = self.lead.run("survey", "answer", "--survey", str(opened["survey"]), "--student",
                               self.school.student_no(6), "--guidance", "100", "--growth", "100")
        self.assertCode(forged, DENIED)
        self.assertCode(pupil.run(*answer, "101"), INVALID)

    def closed(self, survey):
        """The survey as it is shown once its last day is over."""
        self.district.sql("update survey set opened_on = '2026-05-18', closes_on = '2026-05-19'"
                          f" where number = {survey}")
        row = self.row(survey)
        self.district.sql("update survey set opened_on = '2026-05-20', closes_on = '2026-06-20'"
                          f" where number = {survey}")
        return row

    def row(self, survey):
        rows = self.lead.must("survey", "list", json=True)["rows"]
        return next(r for r in rows if r["survey"] == survey)

    def test_guardians_papers_are_entered(self):
        opened = self.lead.must("survey", "open", "--audience", "guardian", "--until", "2026-06-20",
                                json=True)
        self.lead.must("survey", "answer", "--survey", str(opened["survey"]), "--student",
                       self.school.student_no(1), "--guidance", "95", "--growth", "85")
        self.assertEqual(self.row(opened["survey"])["answered"], 1)
        unasked = self.lead.run("survey", "answer", "--survey", str(opened["survey"]), "--student",
                                self.school.student_no(8), "--guidance", "95", "--growth", "85")
        self.assertCode(unasked, NOT_FOUND)


if __name__ == "__main__":
    main()
