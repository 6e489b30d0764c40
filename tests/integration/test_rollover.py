"""integration.rollover: the first of September, with a dry run that lists every change."""

from concurrent.futures import ThreadPoolExecutor

from district import DistrictTest, main
from school import School, student, student_no

CONFLICT, INVALID = 5, 3


class Rollover(DistrictTest):
    settings = {"clock": "2026-08-20T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()

    def campus(self, number, grades, stage="senior"):
        """A school whose student n is in grade grades[n - 1]."""
        code, lead = f"345199000{number}", f"lead.{number}"
        self.admin.must("campus", "add", "--code", code, "--name", f"学校{number}", "--stage", stage)
        self.admin.must("account", "add", "--account", lead, "--role", "campus_lead", "--campus",
                        code, "--password-stdin", stdin=f"{lead} password\n")
        school = object.__new__(School)
        school.district, school.code, school.area = self.district, code, f"99011{number}"
        school.account, school.password = lead, f"{lead} password"
        school.lead = self.district.client(lead, school.password)
        rows = []
        for n, grade in enumerate(grades, 1):
            row = student(n, school.area)
            row[4] = grade
            rows.append(row)
        school.add("students", rows)
        return school

    def grades(self, school):
        rows = school.lead.must("student", "list", json=True)["rows"]
        return {r["student_no"]: r["grade"] for r in rows}

    def test_every_grade_of_every_stage(self):
        for number, stage, grades, after in (
                (1, "primary", (11, 15, 16), (12, 16, None)),
                (2, "junior", (21, 22, 23), (22, 23, None)),
                (3, "junior", (22, 23, 24), (23, 24, None)),
                (4, "nine_year", (16, 23), (21, None)),
                (5, "senior", (31, 32, 33), (32, 33, None))):
            school = self.campus(number, grades, stage)
            with self.subTest(stage, number=number):
                before = self.grades(school)
                dry = school.lead.must("rollover", "--on", "2026-09-01", "--dry-run", json=True)
                self.assertEqual([(r["grade"], r["next_grade"]) for r in dry["rows"]],
                                 list(zip(grades, after)))
                self.assertEqual(self.grades(school), before)
                done = school.lead.must("rollover", "--on", "2026-09-01", json=True)
                self.assertEqual(done.json, dry.json)
                self.assertEqual((done["school_year"], done["promoted"], done["left"]),
                                 ("2026-2027", sum(a is not None for a in after),
                                  sum(a is None for a in after)))
                for n, grade in enumerate(after, 1):
                    row = self.district.sql("select grade, left_on from student where student_no ="
                                            f" '{student_no(n, school.area)}'")[0]
                    self.assertEqual(row, [str(grade or grades[n - 1]),
                                           None if grade else "2026-09-01"])
                again = school.lead.run("rollover", "--on", "2026-09-01")
                self.assertEqual(again.code, CONFLICT, str(again))

    def test_pairings_survive_promotion_and_close_on_graduation(self):
        school = self.campus(6, (32, 33))
        school.add("staff", [["T001", "老师", "教师"]])
        school.add("mentors", [["T001", "general", 5, "Mon4", 0]])
        school.add("needs", [[student_no(n, school.area), "general", 2, "home_visit", "2026-02-23"]
                             for n in (1, 2)])
        ids = [school.pair(n, "T001", "2026-03-05", "general", json=True)["id"] for n in (1, 2)]
        done = school.lead.must("rollover", "--on", "2026-09-01", json=True)
        self.assertEqual((done["ended_pairings"], [r["ended_pairings"] for r in done["rows"]]),
                         (1, [0, 1]))
        shown = [school.lead.must("pairing", "show", i, json=True) for i in ids]
        self.assertEqual([(s["ended_on"], s["end_reason"]) for s in shown],
                         [(None, None), ("2026-09-01", "毕业")])

    def test_another_day_is_refused(self):
        school = self.campus(7, (31,))
        for day in ("2026-09-02", "2027-09-01"):
            self.assertEqual(school.lead.run("rollover", "--on", day).code, INVALID)

    def test_beside_imports_nobody_is_lost_or_promoted_twice(self):
        school = self.campus(8, (31,) * 200)
        rows = []
        for n in range(201, 401):
            row = student(n, school.area)
            row[4] = 31
            rows.append([*row, "2026-09-01"])
        path = school.write("students", rows,
                            "student_no,name,gender,born_on,grade,class_name,enrolled_on")
        with ThreadPoolExecutor(2) as pool:
            done = [pool.submit(school.lead.run, "import", "students", path),
                    pool.submit(school.lead.run, "rollover", "--on", "2026-09-01")]
            for each in done:
                self.assertEqual(each.result().code, 0, str(each.result()))
        found = self.district.sql("select grade, count(*) from student as s join campus as c"
                                  f" on c.id = s.campus_id where c.code = '{school.code}'"
                                  " group by grade order by grade")
        self.assertEqual(found, [["31", "200"], ["32", "200"]])


if __name__ == "__main__":
    main()
