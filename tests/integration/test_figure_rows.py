"""integration.figure_rows: who is listed behind a figure tells a teacher and a mentor nothing that
they could not read elsewhere: no psychological pairing by what follows from it, no mark of another's
subject, no answer to an evaluation of another's pairing."""

from district import DistrictTest, main
from school import School


class Rows(DistrictTest):
    settings = {"clock": "2026-07-10T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.lead, cls.no = cls.school.lead, cls.school.student_no
        cls.school.people(students=4, mentors=4, groups=("academic", "psychological", "talent"))
        made = [cls.school.pair(n, mentor, "2026-03-02", group, json=True)["id"]
                for n, mentor, group in ((1, "T001", "psychological"), (2, "T001", "academic"),
                                         (2, "T002", "talent"), (3, "T001", "psychological"),
                                         (3, "T002", "talent"))]
        cls.school.add("scores", [
            [cls.no(n), subject, "final", "2026-07-01", 100, 50 + n]
            for n in range(1, 5) for subject in ("语文", "数学")],
            "student_no,subject,exam,taken_on,full_mark,mark")
        cls.lead.must("evaluation", "open", "--on", "2026-06-20")
        for pairing in made:
            cls.lead.must("evaluation", "fill", "--pairing", pairing, "--outcome", "continue",
                          "--method-reached=true", "--guidance", 70, "--growth", 80)
        for account, role, staff in (("class.t", "class_teacher", "T003"),
                                     ("subject.t", "subject_teacher", "T004")):
            cls.lead.must("account", "add", "--account", account, "--role", role, "--staff", staff,
                          "--password-stdin", stdin=f"{account} password\n")
        at = ("--grade", "31", "--class-name", "1班")
        cls.lead.must("class", "assign", "--staff", "T003", *at)
        cls.lead.must("class", "assign", "--staff", "T004", *at, "--subject", "语文")
        cls.teacher, cls.subject = (cls.district.client(a, f"{a} password")
                                    for a in ("class.t", "subject.t"))
        cls.mentor = cls.school.mentor_account("T001", "m.one")
        cls.talent = cls.school.mentor_account("T002", "m.two")

    def rows(self, who, figure):
        found = who.must("statistics", "rows", "--figure", figure, json=True)["rows"]
        number = {self.no(n): n for n in range(1, 5)}
        return [(number[r["student_no"]], r["group"] or r["part"], r["met"]) for r in found]

    def test_a_psychological_pairing_covers_nobody_in_a_teachers_eyes(self):
        for figure in ("in_need", "covered", "coverage"):
            for who, covered in ((self.lead, {1, 2, 3}), (self.teacher, {2, 3}),
                                 (self.subject, {2, 3}), (self.talent, {2, 3}),
                                 (self.mentor, {1, 2, 3})):
                with self.subTest(figure, who=who.name):
                    self.assertEqual({n for n, _, met in self.rows(who, figure) if met}, covered)

    def test_marks_of_the_subject_that_is_taught(self):
        for who, subjects in ((self.lead, {"语文", "数学"}), (self.teacher, {"语文", "数学"}),
                              (self.mentor, {"语文", "数学"}), (self.subject, {"语文"})):
            with self.subTest(who.name):
                self.assertEqual({part for _, part, _ in self.rows(who, "S13")}, subjects)

    def test_answers_of_the_own_pairings(self):
        for figure in ("S19.guidance", "S19.growth"):
            self.assertEqual(len(self.rows(self.lead, figure)), 3)
            for who, own in ((self.teacher, []), (self.subject, []),
                             (self.talent, [(2, "talent"), (3, "talent")])):
                with self.subTest(figure, who=who.name):
                    self.assertEqual(sorted(r[:2] for r in self.rows(who, figure)), own)
        for who, own in ((self.lead, [1, 2, 3]), (self.mentor, [1, 2, 3]), (self.talent, [2, 3]),
                         (self.teacher, []), (self.subject, [])):
            with self.subTest("S14", who=who.name):
                self.assertEqual(sorted(n for n, _, _ in self.rows(who, "S14")), own)


if __name__ == "__main__":
    main()
