"""integration.print: forms on A4, filled by the operations the caller may call, or blank (S82)."""

import os
import re
import subprocess

from district import JIEDUI, SOURCE, DistrictTest, main
from school import School

USAGE, INVALID, NOT_FOUND, PERMISSION_DENIED, LOCAL = 2, 3, 4, 6, 14
FORMS = sorted(path.stem for path in (SOURCE / "client/print/forms").glob("*.form"))


def tool(*words, **options):
    return subprocess.run([str(w) for w in words], check=True, capture_output=True, timeout=60,
                          **options).stdout


def words_of(pdf):
    return tool("pdftotext", "-layout", pdf, "-").decode()


def joined(text):
    """What was broken into lines, put together again."""
    return re.sub(r"\s+", "", text)


class Print(DistrictTest):
    settings = {"clock": "2026-03-20T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.school.people(students=10, mentors=2, groups=("academic", "general"))
        cls.lead = cls.school.lead
        cls.mentor = cls.school.mentor_account("T001", "m1")
        cls.pairings = [cls.school.pair(n, "T001", json=True)["id"] for n in (1, 2, 3)]
        cls.lead.must("agreement", "draft", "--pairing", cls.pairings[0])
        cls.lead.must("agreement", "draft", "--pairing", cls.pairings[1])

    def path(self, name, who=None):
        return (who or self.lead).home / f"{name}.pdf"

    def print(self, form, *flags, who=None, lang="zh"):
        """The text of the form, printed and looked through."""
        pdf = self.path(form, who)
        (who or self.lead).must("--lang", lang, "print", form, *flags, "--yes", "--output", pdf)
        self.look(pdf)
        return words_of(pdf)

    def look(self, pdf):
        """A4 and every font embedded."""
        self.assertEqual(os.stat(pdf).st_mode & 0o777, 0o600)
        info = tool("pdfinfo", pdf).decode()
        self.assertRegex(info, r"Page size:\s+(595|841)\.[0-9]+ x (841|595)\.[0-9]+ pts \(A4\)")
        fonts = tool("pdffonts", pdf).decode().splitlines()[2:]
        self.assertTrue(fonts)
        for font in fonts:
            self.assertRegex(font, r" yes yes (yes|no ) +\d+ +0$")

    def masked(self, n):
        number = self.school.student_no(n)
        return number[:5] + "*" * 10 + number[-4:]

    def test_an_agreement_with_its_code(self):
        text = self.print("agreement", "--pairing", self.pairings[0])
        for word in ("2026年帮扶协议书", "GP 中学", "学生1", "老师T001", self.masked(1),
                     "目标", "措施", "安排", "责任", "监护人签名", "第 1 页 / 共 1 页", "表号 JD-04"):
            self.assertIn(joined(word), joined(text))
        self.assertNotIn(self.school.student_no(1), text)
        pdf = self.path("agreement")
        tool("pdftoppm", "-r", "200", "-png", pdf, pdf.with_suffix(""))
        page = next(pdf.parent.glob("agreement*.png"))
        self.assertEqual(tool("zbarimg", "-q", "--raw", page).decode().strip(), self.pairings[0])

    def ink(self, name, content):
        """How dark a record's page is with that content."""
        record = self.mentor.must("record", "add", "--student", self.school.student_no(1),
                                  "--group", "academic", "--kind", "meeting", "--channel",
                                  "face_to_face", "--held-at", f"2026-03-0{name}T16:00",
                                  "--minutes", "30", "--content", content, json=True)["id"]
        self.print("record", "--record", record)
        pixels = tool("pdftoppm", "-r", "40", "-gray", self.path("record"))[-300_000:]
        return sum(255 - p for p in pixels)

    def test_no_glyph_is_lost(self):
        """Cairo's own way of embedding Noto lost 如, and others."""
        self.assertGreater(self.ink(3, "如" * 600), self.ink(4, "一" * 600) * 1.1)

    def test_in_english(self):
        text = self.print("agreement", "--pairing", self.pairings[0], lang="en")
        for word in ("Mentoring Agreement 2026", "Goals", "Page 1 of 1", "Form JD-04"):
            self.assertIn(word, text)

    def test_every_agreement_of_a_mentor_counts_its_own_pages(self):
        done = self.mentor.run("--lang", "en", "print", "agreements", "--mine", "--output",
                               self.path("agreements", self.mentor))
        self.assertCode(done, 0)
        self.assertIn("(pages: 2)", done.stdout)
        self.assertIn("1 left out", done.stderr)
        text = words_of(self.path("agreements", self.mentor))
        self.assertEqual(text.count("Page 1 of 1"), 2)

    def test_every_form_is_there_blank(self):
        for form in FORMS:
            with self.subTest(form):
                text = self.print(form, "--blank")
                self.assertRegex(joined(text), r"第1页/共\d页|证书")

    def test_a_blank_form_asks_no_server(self):
        nobody = self.district.client(name="nobody")
        self.print("record", "--blank", who=nobody)

    def test_who_may_not_see_may_not_print(self):
        student = "student1"
        self.lead.must("account", "add", "--account", student, "--role", "student", "--student",
                       self.school.student_no(4), "--password-stdin", stdin="student1 password\n")
        pupil = self.district.client(student, "student1 password")
        pdf = self.path("refused", pupil)
        self.assertCode(pupil.run("print", "pairings", "--output", pdf), PERMISSION_DENIED)
        self.assertCode(pupil.run("print", "agreement", "--pairing", self.pairings[0], "--output",
                                  pdf), NOT_FOUND)
        self.assertFalse(pdf.exists())

    def test_what_is_typed_wrong(self):
        pdf = self.path("typed")
        for words, code, said in (
                (("agreemnts", "--output", pdf), USAGE, "Did you mean agreements?"),
                (("poem", "--output", pdf), USAGE, "`jiedui print` lists them"),
                (("agreement", "--output", pdf), USAGE, "--pairing is missing"),
                (("record", "--blank"), USAGE, "--output is missing"),
                (("record", "--blank", "--output", "/nowhere/at/all.pdf"), LOCAL, "/nowhere/at"),
                (("record", "--blank", "--output", self.lead.home), USAGE, "is a folder"),
                (("record", "--blank", "--colour", "--output", pdf), USAGE, "no flag --colour"),
                (("agreement", "--pairing", "x", "--output", pdf), INVALID, "")):
            done = self.lead.run("print", *words)
            self.assertCode(done, code)
            self.assertIn(said, done.stderr)
        self.assertFalse(pdf.exists())

    def test_a_file_is_replaced_only_when_told_to(self):
        pdf = self.path("kept")
        pdf.write_text("mine")
        done = subprocess.run([JIEDUI, "print", "record", "--blank", "--output", pdf], check=False,
                              capture_output=True, text=True, env=self.lead.environment)
        self.assertEqual(done.returncode, USAGE, done.stderr)
        self.assertIn("--yes", done.stderr)
        self.assertEqual(pdf.read_text(), "mine")
        self.lead.must("print", "record", "--blank", "--output", pdf, "--yes")
        self.look(pdf)

    def test_to_standard_output(self):
        done = self.lead.must("print", "record", "--blank", "--output", "-")
        self.assertTrue(done.stdout.startswith("%PDF-1."))

    def test_without_the_font_its_package_is_named(self):
        empty = self.lead.home / "fonts.conf"
        empty.write_text("<fontconfig><dir>/nowhere</dir></fontconfig>")
        self.lead.environment["FONTCONFIG_FILE"] = str(empty)
        done = self.lead.run("print", "record", "--blank", "--output", self.path("nofont"))
        del self.lead.environment["FONTCONFIG_FILE"]
        self.assertCode(done, LOCAL)
        self.assertIn("fonts-noto-cjk", done.stderr)

    def test_the_list_names_every_form(self):
        listed = self.lead.must("--lang", "zh", "print").stdout
        for form in FORMS:
            self.assertIn(f"  {form} ", listed)
        self.assertIn("--pairing*", self.lead.must("print", "agreement", "--help").stdout)


if __name__ == "__main__":
    main()
