"""integration.screening: consent and age decide what is stored, a reason what is read, and nobody
but the psychology teacher learns what a sheet found."""

import json

from district import DistrictTest, main
from school import School, student_no

SCL = {"躯体化": 12, "强迫": 10, "人际敏感": 9, "抑郁": 13, "焦虑": 10, "敌对": 6, "恐怖": 7,
       "偏执": 6, "精神病性": 10, "其他": 7}
HOSTILE = (11, 24, 63, 67, 74, 81)


def sheet(changes=None, base=1, items=90):
    return [str((changes or {}).get(i, base)) for i in range(1, items + 1)]


def questions(n):
    return ",".join(f"q{i}" for i in range(1, n + 1))


class Screening(DistrictTest):
    settings = {"clock": "2026-03-20T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.lead = cls.school.lead
        cls.school.people(students=9, mentors=2)
        cls.school.add("students", [[student_no(20, born="20130601"), "小同学", "女", "2013-06-01",
                                     31, "1班"],
                                    [student_no(21, born="20070601"), "大同学", "男", "2007-06-01",
                                     31, "1班"]])
        cls.psych = cls.teacher("psy.gp", "psychology_teacher")
        cls.other_lead = cls.teacher("lead.gp2", None)
        cls.mentor = cls.school.mentor_account("T001", "m1.gp")
        cls.lead.must("pairing", "add", "--student", cls.no(1), "--group", "academic", "--mentor",
                      "T001", "--on", "2026-03-02")

    @classmethod
    def teacher(cls, account, role):
        password = f"{account} password"
        cls.lead.must("account", "add", "--account", account, "--role", "campus_lead",
                      "--password-stdin", stdin=password + "\n")
        if role is not None:
            cls.district.sql("begin; select set_config('jiedui.campus', (select id::text from "
                             "campus where code = '3451990001'), true); "
                             f"update account_role set role = '{role}' where account_id = (select "
                             f"id from account where account = '{account}'); commit")
        return cls.district.client(account, password)

    @classmethod
    def no(cls, n):
        return cls.school.student_no(n)

    def grant(self, number, by="student", on="2026-03-01", informed="2026-03-01", ok=True):
        words = ["consent", "grant", "--student", number, "--by", by, "--on", on,
                 "--text-version", "1"]
        if informed:
            words += ["--guardian-informed", informed]
        return self.psych.must(*words) if ok else self.psych.run(*words)

    def enter(self, number, answers=None, on="2026-03-10", scale="scl90", more=()):
        return self.psych.run("screening", "enter", "--student", number, "--scale", scale, "--on",
                              on, "--answers", ",".join(answers or sheet()), *more, json=True)

    def show(self, number, client=None, on="2026-03-10", reason="复核", scale="scl90"):
        words = ["screening", "show", "--student", number, "--scale", scale, "--on", on]
        if reason:
            words += ["--reason", reason]
        return (client or self.psych).run(*words, json=True)

    def test_scales_agree_with_their_examples(self):
        found = self.psych.must("scale", "check", json=True).json
        self.assertGreater(found["examples"], 15)
        self.assertEqual(found["differing"], 0, found)
        self.assertIn("scl90_0", [r["scale"] for r in
                                  self.psych.must("scale", "list", json=True).json["rows"]])
        self.psych.must("scale", "attest", "mht", "--by", "张老师")

    def test_consent_and_age_are_gates(self):
        self.assertEqual(self.enter(self.no(2)).code, 5)  # no consent
        self.grant(self.no(2), informed=None)
        self.assertEqual(self.enter(self.no(2)).code, 5)  # nobody told the guardian
        self.grant(self.no(2), by="guardian", informed=None)
        self.assertEqual(self.enter(self.no(2), on="2026-02-27").code, 5)  # before the consent
        self.assertEqual(self.enter(self.no(2), on="2026-03-21").code, 3)  # in the future
        self.assertEqual(self.enter(self.no(2), answers=sheet()[:89]).code, 3)
        self.assertEqual(self.enter(self.no(2), answers=sheet({3: 6})).code, 3)
        self.assertEqual(self.enter(self.no(2)).code, 0)
        self.assertEqual(self.show(self.no(2)).code, 0)
        self.psych.must("consent", "withdraw", "--student", self.no(2), "--on", "2026-03-15")
        self.assertEqual(self.show(self.no(2)).code, 5)
        self.assertEqual(self.enter(self.no(2)).code, 5)
        young = student_no(20, born="20130601")
        self.grant(young)
        self.assertEqual(self.enter(young, scale="mmhi60", answers=sheet(items=60)).code, 5)
        self.grant(young, by="guardian")
        self.assertEqual(self.enter(young, scale="mmhi60", answers=sheet(items=60)).code, 0)
        self.assertEqual(self.enter(young).code, 5)  # SCL-90 is for 16 and above
        done = self.enter(young, more=("--override-age", "医院建议"))
        self.assertEqual(done.code, 0, done)
        grown = student_no(21, born="20070601")
        self.grant(grown, informed=None)
        self.assertEqual(self.enter(grown).code, 0)

    def test_a_sheet_is_shown_with_a_reason(self):
        number = self.no(3)
        self.grant(number)
        changes = {i: 2 for i in HOSTILE} | {11: 3, 15: 2}
        self.assertEqual(self.enter(number, sheet(changes)).code, 0)
        self.assertEqual(self.show(number, reason=None).code, 3)
        found = self.show(number).json
        self.assertEqual(found["total"], 98)
        self.assertEqual(found["positive_items"], 7)
        self.assertEqual(found["positive_mean"], "2.14")
        self.assertTrue(found["screen_positive"])
        self.assertEqual(found["critical_items"], [15, 63])
        self.assertEqual({r["factor"]: r["items"] for r in found["rows"]}, SCL)
        self.assertIn({"factor": "敌对", "sum": 13, "items": 6, "mean": "2.17"}, found["rows"])
        self.assertEqual(found["remark"], "筛查结果非诊断")
        self.assertNotRegex(self.psych.must(
            "screening", "show", "--student", number, "--scale", "scl90", "--on", "2026-03-10",
            "--reason", "复核").stdout, "阳性|异常")
        self.psych.must("screening", "review", "--student", number, "--scale", "scl90", "--on",
                        "2026-03-10", "--note", "已面谈")
        self.assertEqual(self.show(number).json["reviews"][0]["note"], "已面谈")
        needs = self.lead.must("need", "list", json=True).json["rows"]
        self.assertNotIn("psychological", [n["group"] for n in needs])

    def test_a_file_is_imported_row_by_row(self):
        for n in (4, 5):
            self.grant(self.no(n))
        rows = [[self.no(4), "scl90_0", "2026-03-10", *sheet({1: 4}, base=0)],
                [self.no(5), "scl90", "2026-03-10", *sheet({7: ""})],
                [self.no(6), "scl90", "2026-03-10", *sheet()],
                [self.no(5), "nothing", "2026-03-11", *sheet()],
                [self.no(5), "scl90", "2026-02-30", *sheet()],
                [self.no(4), "scl90", "2026-03-10", *sheet()],
                ["G123", "scl90", "2026-03-10", *sheet()]]
        path = self.school.write("screening", rows,
                                 "student_no,scale,taken_on," + questions(90))
        done = self.psych.run("import", "screening", path, json=True)
        self.assertEqual(done.code, 11, done)
        self.assertEqual(json.loads(done.stdout)["stored"], 1)
        self.assertEqual(json.loads(done.stdout)["rejected"], 6)
        again = self.psych.run("import", "screening", path, json=True)
        again = json.loads(again.stdout)
        self.assertEqual((again["stored"], again["unchanged"]), (0, 1))
        found = self.show(self.no(4)).json
        self.assertEqual((found["total"], found["positive_items"]), (94, 1))
        self.assertEqual(self.lead.run("import", "screening", path).code, 6)

    def test_the_worklist_and_coverage(self):
        for n in (7, 8):
            self.grant(self.no(n))
        self.psych.must("consent", "refuse", "--student", self.no(9), "--by", "student", "--on",
                        "2026-03-01")
        self.assertEqual(self.enter(self.no(9)).code, 5)
        self.enter(self.no(7), sheet({i: 2 for i in range(16, 60)}), on="2026-03-11")
        self.enter(self.no(8), on="2026-03-11")
        self.assertEqual(self.psych.run("screening", "list").code, 3)
        flagged = self.psych.must("screening", "list", "--flagged", "--reason", "周例会",
                                  json=True).json["rows"]
        numbers = [r["student_no"] for r in flagged]
        self.assertIn(self.no(7), numbers)
        self.assertNotIn(self.no(8), numbers)
        everything = self.psych.must("screening", "list", json=True).json["rows"]
        self.assertIn(self.no(8), [r["student_no"] for r in everything])
        number = self.psych.must("screening", "campaign", "--scale", "scl90", "--grades", "31",
                                 "--from", "2026-03-11", "--until", "2026-03-11",
                                 json=True).json["number"]
        for client in (self.psych, self.lead, self.admin):
            row = client.must("screening", "coverage", str(number), json=True).json["rows"][0]
            self.assertEqual((row["on_roll"], row["refused"], row["screened"]), (11, 1, 2), row)
            self.assertEqual(row["expected"], row["on_roll"] - row["refused"] - row["withdrawn"]
                             - row["outside_ages"])
        for client in (self.lead, self.mentor, self.admin):
            for words in (["screening", "list", "--reason", "x"], ["consent", "list"]):
                self.assertEqual(client.run(*words).code, 6)
            # Whoever holds the glass for another student finds nothing here.
            self.assertIn(self.show(self.no(7), client, on="2026-03-11").code, (4, 6))

    def test_support_says_what_and_never_why(self):
        self.psych.must("support", "set", "--student", self.no(1), "--advice", "课间多陪伴")
        self.psych.must("support", "set", "--student", self.no(8), "--advice", "少点名")
        rows = self.mentor.must("support", "list", json=True).json["rows"]
        self.assertEqual([(r["student_no"], r["advice"]) for r in rows],
                         [(self.no(1), "课间多陪伴")])
        self.assertEqual(self.mentor.run("support", "show", self.no(8)).code, 4)
        self.assertEqual(self.lead.run("support", "list").code, 6)

    def test_what_is_stored_is_sealed(self):
        """X6: neither answers nor result can be read in the table."""
        self.grant(self.no(2))
        self.assertEqual(self.enter(self.no(2), on="2026-03-13").code, 0)
        plain, sheets = self.district.sql(
            "select count(*) filter (where position('11111'::bytea in content) > 0"
            " or get_byte(content, 0) <> 1), count(*) from screening")[0]
        self.assertEqual(plain, "0")
        self.assertGreater(int(sheets), 0)

    def test_the_glass_needs_two_and_opens_one_student(self):
        number = self.no(1)
        self.grant(number)
        self.grant(self.no(6))
        for n in (1, 6):
            self.assertEqual(self.enter(self.no(n), on="2026-03-12").code, 0)
        asked = self.lead.must("breakglass", "request", "--student", number, "--code",
                               "danger_to_life", "--reason", "留言", json=True).json["id"]
        self.assertEqual(self.lead.run("breakglass", "approve", asked).code, 6)
        self.assertEqual(self.show(number, self.lead, on="2026-03-12").code, 6)
        self.other_lead.must("breakglass", "approve", asked)
        self.assertEqual(self.show(number, self.lead, on="2026-03-12").code, 0)
        self.assertEqual(self.show(self.no(6), self.lead, on="2026-03-12").code, 4)
        self.assertEqual(self.show(number, self.other_lead, on="2026-03-12").code, 6)
        self.assertEqual(self.lead.run("screening", "list", "--reason", "x").code, 6)
        rows = self.psych.must("breakglass", "list", json=True).json["rows"]
        self.assertEqual(rows[0]["approved_by"], "lead.gp2")

    def test_reports_count(self):
        for client in (self.admin, self.lead, self.psych):
            found = client.must("report", "minors", "--year", "2026", json=True).json
            self.assertIn("consents_given", found)
            kinds = client.must("report", "retention", "--as-of", "2031-01-01",
                                json=True).json["rows"]
            self.assertIn("screening", [r["kind"] for r in kinds])
        counted = self.admin.must("consent", "count", json=True).json["rows"]
        self.assertEqual({r["purpose"] for r in counted},
                         {"screening", "counselling", "transfer"})
        self.assertEqual(len(self.psych.must("consent", "texts", json=True).json["rows"]), 3)


if __name__ == "__main__":
    main()
