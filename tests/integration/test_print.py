"""integration.print: forms on A4, filled by the operations the caller may call, or blank (S82)."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from district import JIEDUI, SOURCE, DistrictTest, main
from print_school import FACTS, PrintSchool

USAGE, INVALID, NOT_FOUND, PERMISSION_DENIED, LOCAL = 2, 3, 4, 6, 14
PROGRAM = Path(JIEDUI).parent / "print/jiedui-print"
FORMS = sorted(path.stem for path in (SOURCE / "client/print/forms").glob("*.form"))


def tool(*words, **options):
    return subprocess.run([str(w) for w in words], check=True, capture_output=True, timeout=60,
                          **options).stdout


def joined(text):
    """What was broken into lines, put together again."""
    return re.sub(r"\s+", "", text)


def page_words(pdf):
    return joined(tool("pdftotext", "-raw", pdf, "-").decode())


class Print(DistrictTest):
    settings = {"clock": "2026-12-20T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = PrintSchool(cls.district, cls.district.administrator())
        cls.lead, cls.mentor, cls.psych = cls.school.lead, cls.school.mentor, cls.school.psych

    def path(self, name, who=None):
        return (who or self.lead).home / f"{name}.pdf"

    def print(self, form, *flags, who=None, lang="zh"):
        """The words of the form, without spaces and line ends."""
        pdf = self.path(form, who)
        (who or self.lead).must("--lang", lang, "print", form, *flags, "--output", pdf)
        return page_words(pdf)

    def look(self, pdf):
        """A4, the owner's alone, and every font embedded."""
        self.assertEqual(os.stat(pdf).st_mode & 0o777, 0o600)
        info = tool("pdfinfo", pdf).decode()
        self.assertRegex(info, r"Page size:\s+(595|841)\.[0-9]+ x (841|595)\.[0-9]+ pts \(A4\)")
        fonts = tool("pdffonts", pdf).decode().splitlines()[2:]
        self.assertTrue(fonts)
        for font in fonts:
            self.assertRegex(font, r" yes yes (yes|no ) +\d+ +0$")

    def assert_printed(self, form):
        who, flags, words = self.school.forms()[form]
        text = self.print(form, *flags, who=who)
        for word in words:
            self.assertIn(joined(word), text)
        self.assertNotIn(self.school.number, text)
        if form != "certificate":
            self.assertRegex(text, r"第1页/共\d+页")
        return self.path(form, who)

    def test_every_form_is_filled(self):
        self.assertEqual(sorted(self.school.forms()), FORMS)
        with ThreadPoolExecutor(2) as workers:
            for form, pdf in zip(FORMS, workers.map(self.assert_printed, FORMS)):
                with self.subTest(form):
                    self.look(pdf)

    def test_every_form_is_there_blank(self):
        def blank(form):
            pdf = self.path(form, self.psych)
            done = subprocess.run([PROGRAM, "--yes", "--lang", "zh", "print", form, "--blank",
                                   "--output", pdf], check=False, capture_output=True, text=True,
                                  env=self.psych.environment)
            self.assertEqual(done.returncode, 0, done.stderr)
            text = page_words(pdf)
            self.assertRegex(text, r"第1页/共\d+页|证书")
            self.assertNotIn("{", text)

        with ThreadPoolExecutor(2) as workers:
            self.assertEqual(len(list(workers.map(blank, FORMS))), len(FORMS))

    def test_the_code_is_the_record_s(self):
        pdf = self.path("code")
        self.mentor.must("print", "record", "--record", self.school.meeting, "--output", pdf)
        tool("pdftoppm", "-r", "150", "-png", pdf, pdf.with_suffix(""))
        page = next(pdf.parent.glob("code*.png"))
        self.assertEqual(tool("zbarimg", "-q", "--raw", page).decode().strip(),
                         self.school.meeting)

    def test_what_is_long_goes_on_over_pages(self):
        """A text breaks between its lines, a table between its rows, under its head again."""
        text = self.print("record", "--record", self.school.longest, who=self.mentor)
        self.assertRegex(text, r"第2页/共[23]页")
        self.assertGreaterEqual(text.count("约定下周复查"), 42)
        needs = self.print("needs")
        pages = int(re.search(r"第1页/共(\d+)页", needs)[1])
        self.assertGreater(pages, 2)
        self.assertGreaterEqual(needs.count("序号姓名学籍号"), pages - 1)

    def test_no_score_or_rank_is_on_a_wall(self):
        for form in ("honours", "certificate"):
            text = self.print(form)
            for word in ("名次", "得分", "总分", "学业", "心理", "特长"):
                self.assertNotIn(word, text)
        self.assertNotIn("名次", joined(self.print("appraisal", who=self.mentor)).replace(
            "得分与名次不公布", ""))

    def ink(self, day, content):
        """How dark a record's page is with that content."""
        record = self.school.record("meeting", f"2026-04-{day}", "--content", content)
        self.print("record", "--record", record)
        return sum(255 - p for p in tool("pdftoppm", "-r", "40", "-gray", self.path("record")))

    def test_no_glyph_is_lost(self):
        """Cairo's own way of embedding Noto lost 如, and others."""
        self.assertGreater(self.ink("07", "如" * 600), self.ink("08", "一" * 600) * 1.1)

    def test_in_english(self):
        text = self.print("agreement", "--pairing", self.school.pairings[0], lang="en")
        for word in ("Mentoring Agreement 2026", "Goals", "Page 1 of 1", "Form JD-04"):
            self.assertIn(joined(word), text)

    def test_every_agreement_of_a_mentor_counts_its_own_pages(self):
        done = self.mentor.must("--lang", "en", "print", "agreements", "--mine", "--output",
                                self.path("every", self.mentor))
        self.assertIn("(pages: 2)", done.stdout)
        self.assertIn("1 left out", done.stderr)
        self.assertEqual(page_words(self.path("every", self.mentor)).count("Page1of1"), 2)

    def test_a_blank_form_asks_no_server(self):
        nobody = self.district.client(name="nobody")
        self.print("record", "--blank", who=nobody)

    def test_who_may_not_see_may_not_print(self):
        """No form is a way round an access rule: the psychological ones are the teacher's alone."""
        number, forms = self.school.student_no(4), self.school.forms()
        self.lead.must("account", "add", "--account", "s4", "--role", "student", "--student",
                       number, "--password-stdin", stdin="s4 password long\n")
        pupil = self.district.client("s4", "s4 password long")
        cases = [(who, form, forms[form][1], PERMISSION_DENIED)
                 for form in ("talk", "crisis", "referral") for who in (self.lead, self.mentor)]
        cases += [(pupil, form, forms[form][1], PERMISSION_DENIED)
                  for form in ("pairings", "needs", "record", "appraisal")]
        cases += [(pupil, form, forms[form][1], NOT_FOUND) for form in ("agreement", "choice", "growth-file")]
        cases += [(self.mentor, "mentor-application", ("--mentor", "T002"), NOT_FOUND)]
        for who, form, flags, code in cases:
            with self.subTest(form, who=who.name):
                pdf = self.path("refused", who)
                self.assertCode(who.run("print", form, *flags, "--output", pdf), code)
                self.assertFalse(pdf.exists())

    def test_what_is_typed_wrong(self):
        pdf = self.path("typed")
        for words, code, said in (
                (("agreemnts", "--output", pdf), USAGE, "Did you mean agreements?"),
                (("poem", "--output", pdf), USAGE, "`jiedui print` lists them"),
                (("agreement", "--output", pdf), USAGE, "--pairing is missing"),
                (("record", "--blank"), USAGE, "--output is missing"),
                (("record", "--blank", "--output", "/nowhere/at/all.pdf"), LOCAL, "/nowhere/at"),
                (("record", "--blank", "--output", self.lead.home), LOCAL, "is a folder"),
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
        self.assertEqual(done.returncode, LOCAL, done.stderr)
        self.assertIn(f"{pdf} is there already: give another name, or --yes", done.stderr)
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
