"""integration.sheets: what an export writes an import finds unchanged, of every kind of file, as CSV
and as a workbook; templates are filled in; rejected rows come back as the same sheet."""

import os
import re
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
from district import JIEDUI, DistrictTest, main
from school import School

REASON = "期中核对"
SCORES = "student_no,subject,exam,taken_on,full_mark,mark"
RECORDS = ("staff_no,student_no,group,kind,channel,held_at,minutes,topic,content,measures,effect")
NEEDS = ("student_no,group,severity,source,evidence,subject,opened_on,closed_on,slots,traits")
# What a spreadsheet would run, or was kept from running: every one has to come back as it was.
HOSTILE = ["=1+1", "'=1+1", "''=x", "+8613800000000", "-3", "@a", "'", "''", "'a", "_x0041_",
           "a,\"b\"", "第一行\n第二行", "·𠮷", "1.23E+18", "007", "TRUE", "2026-03-05",
           "a\ufffeb\uffffc", "a\x0bb\x1f_x001F_"]
KINDS = ("students", "staff", "mentors", "qualifications", "needs", "choices", "answers", "fits",
         "forbidden", "scores", "diagnoses", "records", "contests", "accounts")


class Sheets(DistrictTest):
    settings = {"clock": "2026-03-20T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.lead = cls.school.lead
        cls.people()
        cls.work()
        cls.psych = cls.psychologist()

    @classmethod
    def no(cls, n):
        return cls.school.student_no(n)

    @classmethod
    def people(cls):
        school = cls.school
        rows = [[cls.no(n), f"学生·{n}", "男" if n % 2 else "女", "2010-03-02", 31, "1班",
                 "2025-09-01" if n % 3 else "", HOSTILE[n - 1][:20].replace("\n", " "), "住校",
                 "是" if n % 2 else "否", "监护人", "13800000000", "xue sheng"]
                for n in range(1, len(HOSTILE) + 1)]
        school.add("students", rows, "student_no,name,gender,born_on,grade,class_name,enrolled_on,"
                   "class_seat,boarding,left_behind,guardian_name,guardian_phone,pinyin")
        school.add("staff", [[f"T00{n}", f"老师{n}", "教师", "", "2026-12-31" if n == 3 else "",
                              "2026-01-05" if n == 3 else ""] for n in (1, 2, 3)],
                   "staff_no,name,duty,subject,external_until,background_checked_on")
        school.add("mentors", [["T001", "academic", 5, "=cmd", "Mon4;Wed5", "10/20/30/40/50", 1],
                               ["T001", "psychological", 5, "", "周一4", "", 1],
                               ["T002", "academic", "", "简介\n两行", "", "", 0]],
                   "staff_no,group,capacity,bio,slots,traits,loan_places")
        school.add("qualifications", [["T001", "subject_teaching", "2026-12-31", "数学", "证1"],
                                      ["T001", "subject_teaching", "2026-12-31", "", ""],
                                      ["T001", "counsellor_certificate", "2026-12-31", "", "@x"],
                                      ["T002", "subject_teaching", "2026-12-31", "数学", ""]],
                   "staff_no,kind,valid_until,subject,reference")
        # The same need from two sources that give it another severity; and psychological ones.
        school.add("needs", [[cls.no(n), "academic", 1 + n % 5, "classroom_observation",
                              HOSTILE[n - 1], "数学", "2026-02-23", "", "Mon4", "1/2/3/4/5"]
                             for n in range(1, 13)]
                   + [[cls.no(n), "academic", 5, "home_visit", "", "", "", "", "", ""]
                      for n in range(1, 4)]
                   + [[cls.no(n), "psychological", 4, "screening", "心理依据", "", "2026-02-24",
                       "2026-03-10" if n == 9 else "", "", ""] for n in (8, 9)], NEEDS)

    @classmethod
    def work(cls):
        school = cls.school
        for n in (1, 2):
            school.pair(n, f"T00{n}")
        school.add("choices", [[cls.no(n), "academic", rank, f"T00{rank}"] for n in (3, 4)
                               for rank in (1, 2)])
        school.add("answers", [["T001", "academic", cls.no(3), "1"],
                               ["T001", "academic", cls.no(4), "refuse"]])
        school.add("fits", [[cls.no(3), "T001", 70], [cls.no(4), "T002", 0]])
        school.add("forbidden", [[cls.no(5), "T001", "=亲属"]])
        school.add("scores", [[cls.no(n), "数学", "final", "2026-01-15", "150", mark]
                              for n, mark in ((1, "90.5"), (2, "90.50"), (3, ""))], SCORES)
        school.add("diagnoses", [[cls.no(1), "数学", "运算能力", "-分式", "2026-03-03", "3.5", "10"]],
                   "student_no,subject,dimension,point,taken_on,mark,full_mark")
        school.add("records", [["T001", cls.no(1), "academic", "meeting", "face_to_face",
                                f"2026-03-{i % 15 + 3:02d} 07:{i:02d}", 30 + i, text[:100], text, text, ""]
                               for i, text in enumerate(HOSTILE) if text.strip()]
                   + [["T002", cls.no(2), "academic", "tutoring", "phone",
                       "2026-03-03 16:30:15.25", 40, "", "", "", ""]], RECORDS)
        school.add("contests", [[cls.no(1), "合唱", "city", "2026-03-01", "+一等奖", ""]],
                   "student_no,contest,level,held_on,award,reference")
        cls.mentor = school.mentor_account("T001", "m1.gp")
        cls.admin.must("import", "baselines", school.write(
            "baselines", [[2025, school.code, "S16", "4", "400"],
                          [2024, school.code, "S14", "1", "3"]],
            "year,campus_code,kpi,numerator,denominator"))

    @classmethod
    def psychologist(cls):
        cls.lead.must("account", "add", "--account", "psy.gp", "--role", "psychology_teacher",
                      "--staff", "T003", "--password-stdin", stdin="psy.gp password\n")
        psych = cls.district.client("psy.gp", "psy.gp password")
        for n in (1, 2):
            psych.must("consent", "grant", "--student", cls.no(n), "--by", "student", "--on",
                       "2026-03-01", "--text-version", "1", "--guardian-informed", "2026-03-01")
        sheet = [str(1 + i % 5) for i in range(90)]
        rows = [[cls.no(n), scale, "2026-03-10", *answers] for n, scale, answers in (
            (1, "scl90", sheet + [""] * 10), (2, "scl90_0", ["1"] * 90 + [""] * 10),
            (1, "mht", ["1", "0"] * 50))]
        columns = "student_no,scale,taken_on," + ",".join(f"q{i}" for i in range(1, 101))
        psych.must("import", "screening", cls.school.write("screening", rows, columns))
        return psych

    def export(self, who, kind, name, *words):
        path = Path(who.home) / name
        path.unlink(missing_ok=True)
        reason = () if kind in ("calendar", "baselines") else ("--reason", REASON)
        who.must("export", kind, "--output", path, *reason, *words)
        return path

    def assert_round_trip(self, who, kind, form, least=1, reader=None, words=()):
        path = self.export(who, kind, f"{kind}-out.{form}", *words)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        counted = (reader or who).must("import", kind, path, *words, json=True).json
        self.assertGreaterEqual(counted["rows"], least, counted)
        self.assertEqual((counted["unchanged"], counted["stored"], counted["rejected"]),
                         (counted["rows"], 0, 0), f"{kind}.{form}: {counted}")
        return path

    def test_every_kind_comes_back_unchanged(self):
        """The CSV in English, the workbook in Chinese; two kinds at a time."""
        trips = [(self.lead, kind, 1) for kind in KINDS]
        trips += [(self.admin, "calendar", 5), (self.admin, "baselines", 2)]

        def go(trip):
            self.assert_round_trip(trip[0], trip[1], "csv", trip[2])
            self.assert_round_trip(trip[0], trip[1], "xlsx", trip[2], words=("--lang", "zh"))
        with ThreadPoolExecutor(2) as pool:
            for trip, done in [(t, pool.submit(go, t)) for t in trips]:
                with self.subTest(trip[1]):
                    done.result()
        head = (Path(self.lead.home) / "records-out.xlsx")
        self.assertEqual(openpyxl.load_workbook(head).worksheets[0]["A1"].value, "教职工号")

    def test_answer_sheets_go_to_the_psychology_teacher_alone(self):
        for form in ("csv", "xlsx"):
            self.assert_round_trip(self.psych, "screening", form, 3)
        narrow = self.export(self.psych, "screening", "scl.xlsx", "--scale", "scl90")
        header = [c.value for c in openpyxl.load_workbook(narrow).worksheets[0][1]]
        self.assertEqual(header[-1], "q90")
        refused = self.lead.run("export", "screening", "--output", "x.csv", "--reason", REASON)
        self.assertCode(refused, 6)
        self.assertEqual(list(Path(self.lead.home).glob("x.csv*")), [])

    def test_evidence_goes_to_the_psychology_teacher_alone(self):
        lead = self.export(self.lead, "needs", "lead.csv").read_text(encoding="utf-8-sig")
        psych = self.export(self.psych, "needs", "psych.csv")
        text = psych.read_text(encoding="utf-8-sig")
        self.assertNotIn("psychological", lead)
        self.assertNotIn("心理依据", lead)
        self.assertNotIn("第一行", lead)
        self.assertIn("心理依据", text)
        self.assertIn("第一行", text)
        self.assert_round_trip(self.psych, "needs", "xlsx", 13, reader=self.lead)

    def test_a_mentor_exports_the_own_records(self):
        text = self.export(self.mentor, "records", "own.csv").read_text(encoding="utf-8-sig")
        self.assertIn("T001", text)
        self.assertNotIn("T002", text)
        self.assert_round_trip(self.mentor, "records", "xlsx", 10)
        self.assertCode(self.mentor.run("export", "students", "--output", "y.csv", "--reason", "r"),
                        6)

    def test_the_file_says_who_took_it_out_and_why(self):
        csv_text = self.export(self.lead, "scores", "mark.csv").read_text(encoding="utf-8-sig")
        mark = csv_text.rstrip().splitlines()[-1]
        self.assertTrue(mark.strip('"').startswith("# jiedui: exported by lead.gp"), mark)
        self.assertIn(REASON, mark)
        self.assertIn(self.school.code, mark)
        book = openpyxl.load_workbook(self.export(self.lead, "scores", "mark.xlsx"))
        self.assertIn(REASON, book.worksheets[0].oddFooter.left.text)
        self.assertIn("lead.gp", book["Notes"]["A1"].value)
        rows = self.district.sql("select method, reason, outcome from audit_log where method like "
                                 "'%ExportScores' union all select method, reason, outcome from "
                                 "audit_queue where method like '%ExportScores'")
        self.assertIn(["ExportService.ExportScores", REASON, "OK"], rows)

    def unasked(self, *words):
        """As a person types it, without the --yes of other tests."""
        return subprocess.run([JIEDUI, *map(str, words)], check=False, capture_output=True,
                              text=True, env=self.lead.environment)

    def test_help_needs_no_kind(self):
        for words in (["template"], ["template", "students"], ["export"], ["export", "fits"]):
            done = self.unasked(*words, "--help")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(words[0], done.stdout)
            self.assertNotIn("--force", done.stdout)

    def test_how_an_export_is_fetched_is_not_asked_for(self):
        for flag in ("--limit", "--after"):
            self.assertNotIn(flag, self.unasked("export", "fits", "--help").stdout)
            done = self.lead.run("export", "fits", "--output", "page.csv", "--reason", REASON, flag, 5)
            self.assertCode(done, 2)
            self.assertIn(f"no flag {flag} here", done.stderr)

    def test_nothing_is_written_over_without_being_told(self):
        path = self.export(self.lead, "fits", "fits.csv")
        path.write_text("mine")
        again = self.unasked("export", "fits", "--output", path, "--reason", REASON)
        self.assertEqual(again.returncode, 14)
        self.assertIn(f"{path} is there already: give another name, or --yes", again.stderr)
        self.assertEqual(path.read_text(), "mine")
        self.assertCode(self.lead.run("export", "fits", "--output", path), 2)
        self.lead.must("export", "fits", "--output", path, "--reason", REASON, "--yes")
        self.assertNotEqual(path.read_text(), "mine")
        self.assertCode(self.lead.run("export", "fits", "--output", "a.ods", "--reason", "r"), 2)
        self.assertEqual(sorted(p.name for p in path.parent.glob("fits.csv*")), ["fits.csv"])
        book = path.parent / "needs.xlsx"
        book.write_text("mine")
        again = self.unasked("--lang", "zh", "template", "needs", "--output", book)
        self.assertEqual(again.returncode, 14)
        self.assertIn(f"{book} 已存在：请另取文件名，或加 --yes 覆盖。", again.stderr)
        self.assertEqual(book.read_text(), "mine")

    def test_filters(self):
        text = self.export(self.lead, "records", "f.csv", "--from", "2026-03-03", "--until",
                           "2026-03-04").read_text(encoding="utf-8-sig")
        days = set(re.findall(r"2026-03-\d\d(?= \d\d:)", text.rsplit("# jiedui", 1)[0]))
        self.assertEqual(days, {"2026-03-03", "2026-03-04"})

    def test_templates_are_filled_in(self):
        for kind in ("students", "screening", "needs", "plan"):
            path = Path(self.lead.home) / f"{kind}.xlsx"
            path.unlink(missing_ok=True)
            self.lead.must("template", kind, "--lang", "zh")
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            sheets = openpyxl.load_workbook(path).sheetnames
            self.assertEqual(sheets, [kind, "说明"])
        path = Path(self.lead.home) / "students.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book["students"]
        lists = [v.formula1 for v in sheet.data_validations.dataValidation]
        self.assertIn('"未知,男,女,未说明"', lists)
        self.assertEqual(sheet["A2"].number_format if sheet["A2"].has_style else
                         sheet.column_dimensions["A"].number_format, "@")
        for column, value in zip("ABCDEF", (self.no(101), "新生", "男", "2010-03-02", 31, "1班")):
            sheet[f"{column}2"] = value
        book.save(path)
        counted = self.lead.must("import", "students", path, "--dry-run", json=True)
        self.assertEqual((counted["rows"], counted["stored"]), (1, 1))

    def test_rejected_rows_come_back_as_the_same_sheet(self):
        path = Path(self.lead.home) / "new.xlsx"
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["学生名单"])
        sheet.merge_cells("A1:F1")
        sheet.append(["学籍号", "姓名", "性别", "出生日期", "年级", "班级"])
        sheet.append([self.no(102), "好同学", "女", "2010-03-02", 31, "1班"])
        sheet.append([None])
        sheet.append([self.no(103), "坏同学", "女", "2010-13-02", 31, "1班"])
        sheet.append([1234567890123456789, "丢位", "女", "2010-03-02", 31, "1班"])
        book.save(path)
        outcome = self.lead.run("import", "students", path)
        self.assertCode(outcome, 11)
        self.assertIn("line 5:", outcome.stderr)
        self.assertRegex(outcome.stderr, "line 6: .*A6.*format the column as text")
        rejected = Path(f"{path}.rejected.xlsx")
        self.assertEqual(stat.S_IMODE(os.stat(rejected).st_mode), 0o600)
        book = openpyxl.load_workbook(rejected)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        self.assertEqual(rows[0][-1], "reason")
        self.assertEqual([r[1] for r in rows], ["姓名", "坏同学", "丢位"])
        book.worksheets[0]["D2"] = "2010-03-02"
        book.worksheets[0].delete_rows(3)
        book.save(rejected)
        counted = self.lead.must("import", "students", rejected, json=True)
        self.assertEqual((counted["stored"], counted["rejected"]), (1, 0))
        self.assertEqual(list(rejected.parent.glob("new.xlsx.rejected.xlsx.*")), [])

    def test_hostile_workbooks_are_refused_with_a_sentence(self):
        place = Path(self.lead.home)
        for name, content, words in (("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old kind"),
                                     ("cut.xlsx", b"PK\x03\x04" + b"\0" * 60, "damaged")):
            (place / name).write_bytes(content)
            outcome = self.lead.run("import", "students", name)
            self.assertCode(outcome, 3)
            self.assertIn(words, outcome.stderr)


if __name__ == "__main__":
    main()
