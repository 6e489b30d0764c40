"""integration.terminal: what a person at a terminal sees: questions before what cannot be taken back,
bars, signs and colours, the pager, and tables that fit the width."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

from district import JIEDUI, SANITIZER, DistrictTest, Failure, main
from school import School

USAGE = 2
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(client, *words, keys="", columns=120, lines=40, **environment):
    """Runs the client at a terminal of that size, types `keys` when it asks; (exit code, text)."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = subprocess.Popen(
        [JIEDUI, *map(str, words)], stdin=slave, stdout=slave, stderr=slave, cwd=client.home,
        env={**client.environment, "TERM": "xterm", "PAGER": "cat", **environment},
        start_new_session=True)
    os.close(slave)
    text, end = b"", time.monotonic() + 30
    while True:
        if not select.select([master], [], [], max(0, end - time.monotonic()))[0]:
            process.kill()
            raise Failure(f"{words} hangs:\n{text.decode(errors='replace')}")
        try:
            piece = os.read(master, 65536)
        except OSError:  # the other end was closed
            break
        if not piece:
            break
        text += piece
        if keys and b"[y/N]" in text:
            os.write(master, keys.encode())
            keys = ""
    os.close(master)
    shown = text.decode().replace("\r\n", "\n")
    if SANITIZER.search(shown):
        raise Failure(shown)
    return process.wait(30), shown


class Terminal(DistrictTest):
    settings = {"clock": "2026-03-05T10:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.school.people(students=4, mentors=2)
        cls.school.add("scores", [[cls.school.student_no(n), "数学", "final", "2026-03-04", 100, mark]
                                  for n, mark in ((1, 80), (2, 30), (3, 90), (4, 75))],
                       "student_no,subject,exam,taken_on,full_mark,mark")
        cls.lead = cls.school.lead
        cls.lead.must("match", "run", "--on", "2026-03-05")

    def plain(self, *words, stdin=b""):
        """Without a terminal, and without the --yes that tests say otherwise."""
        return subprocess.run([JIEDUI, *map(str, words)], input=stdin, capture_output=True,
                              cwd=self.lead.home, env=self.lead.environment, timeout=60,
                              check=False)

    def test_a_draft_is_published_by_a_yes_alone(self):
        done = self.plain("match", "publish", "1", stdin=b"y\n")
        self.assertEqual(done.returncode, USAGE)
        self.assertIn(b"--yes", done.stderr)
        self.assertIn(b"--dry-run", done.stderr)
        self.assertEqual(self.plain("match", "publish", "1", "--dry-run").returncode, 0)
        for keys in ("n\n", "\n", "whatever\n", "\x04"):
            code, shown = on_terminal(self.lead, "match", "publish", "1", keys=keys)
            self.assertEqual(code, USAGE, shown)
            self.assertRegex(shown, r"(?s)pairings: +4\n.*Publish this draft\?.*Nothing was done")
        self.assertEqual(self.lead.must("match", "show", "1", json=True)["state"], "draft")
        code, shown = on_terminal(self.lead, "match", "publish", "1", "--lang", "zh", keys="是\n")
        self.assertEqual(code, 0, shown)
        self.assertIn("发布这份草案吗？", shown)
        self.assertEqual(self.lead.must("match", "show", "1", json=True)["state"], "published")

    def test_what_would_be_refused_is_not_asked(self):
        code, shown = on_terminal(self.lead, "match", "publish", "77")
        self.assertNotEqual(code, 0)
        self.assertNotIn("[y/N]", shown)

    def test_only_all_agreements_are_asked_about(self):
        done = self.plain("agreement", "draft", "--all")
        self.assertEqual(done.returncode, USAGE)
        done = self.plain("agreement", "draft", "--pairing", "00000000-0000-4000-8000-000000000009")
        self.assertNotEqual(done.returncode, USAGE)

    def test_a_file_that_replaces_all_is_gone_through_first(self):
        path = self.lead.home / "calendar.csv"
        path.write_text("first_on,last_on,kind,name\n2026-02-23,2026-07-10,term,春季学期\n")
        done = subprocess.run([JIEDUI, "import", "calendar", str(path)], input=b"", timeout=60,
                              capture_output=True, cwd=self.admin.home,
                              env=self.admin.environment, check=False)
        self.assertEqual(done.returncode, USAGE, done.stderr)
        code, shown = on_terminal(self.admin, "import", "calendar", path, keys="n\n")
        self.assertEqual(code, USAGE, shown)
        self.assertRegex(shown, r"(?s)1 rows.*dry run.*Replace the whole calendar.*Nothing was done")

    def test_bars_stand_beside_percentages(self):
        _, shown = on_terminal(self.lead, "statistics", "campus")
        self.assertRegex(shown, r"coverage percent: \d+\.\d\d +[█▏▎▍▌▋▊▉ ]{30}\n")
        _, ascii_only = on_terminal(self.lead, "statistics", "campus", LC_ALL="C", LANG="C")
        self.assertRegex(ascii_only, r"coverage percent: \d+\.\d\d +[#.]{30}\n")
        piped = self.lead.must("statistics", "campus")
        self.assertRegex(piped.stdout, r"coverage percent: \d+\.\d\d\n")

    def test_figures_have_bars_where_they_are_percentages(self):
        _, shown = on_terminal(self.lead, "statistics", "figures", NO_COLOR="1", columns=200)
        lines = {name: line for line in shown.splitlines()
                 for name in ("coverage", "needs", "S13", "S16", "S18") if f" {name} " in f" {line} "}
        self.assertRegex(lines["coverage"], r"\d\.\d\d +[█▏▎▍▌▋▊▉]")
        self.assertNotRegex(lines["needs"], "[█▏▎▍▌▋▊▉]")  # a count is none
        self.assertRegex(lines["S13"], r"\d\.\d\d +█*[▏▎▍▌▋▊▉ ]*│ .*95")
        self.assertNotIn("│", lines["S16"] + lines["S18"])  # their targets are changes
        self.assertRegex(lines["S18"], r"\+\d+")
        _, ascii_only = on_terminal(self.lead, "statistics", "figures", LC_ALL="C", LANG="C")
        self.assertRegex(ascii_only, r"coverage .*\d\.\d\d +[#.]+")
        piped = self.lead.must("statistics", "figures").stdout
        self.assertNotRegex(piped, "[█│#]")
        for columns in (60, 40):
            _, narrow = on_terminal(self.lead, "statistics", "figures", columns=columns, NO_COLOR="1")
            bars = [line for line in narrow.splitlines() if re.search("[█▏]", line)]
            self.assertGreater(len(bars), 0)
            self.assertLessEqual(max(map(len, bars)), columns)
            self.assertIn("100.00", narrow)  # never cut into two lines

    def test_colours_are_a_terminal_s_and_no_color_takes_them_away(self):
        _, shown = on_terminal(self.lead, "match", "list")
        self.assertRegex(shown, COLOUR)
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            _, shown = on_terminal(self.lead, "match", "list", **environment)
            self.assertNotRegex(shown, COLOUR)
        self.assertNotRegex(self.lead.must("match", "list").stdout, COLOUR)

    def test_targets_are_marked_and_verdicts_signed(self):
        _, shown = on_terminal(self.lead, "statistics", "kpi", "--lang", "zh", NO_COLOR="1")
        self.assertRegex(shown, r"S13\.数学 .*75\.00 █+ +│.* ✗ 未达标")
        self.assertIn("not_met", self.lead.must("statistics", "kpi").stdout)

    def test_a_table_fits_the_terminal(self):
        for columns in (200, 80, 60, 40):
            for language in ("zh", "en"):
                _, shown = on_terminal(self.lead, "match", "show", "1", "--lang", language,
                                       columns=columns, NO_COLOR="1")
                rows = shown.split("\n\n", 1)[1]
                self.assertIn("T00", rows)
                widest = max(sum(2 if ord(c) > 0x2e80 else 1 for c in line)
                             for line in rows.splitlines())
                self.assertLessEqual(widest, columns, rows)

    def test_a_long_answer_goes_through_the_pager(self):
        pager = "sed 's/^/paged: /'"
        _, shown = on_terminal(self.lead, "match", "show", "1", lines=10, PAGER=pager)
        self.assertIn("paged: run id", shown)
        _, shown = on_terminal(self.lead, "match", "show", "1", lines=60, PAGER=pager)
        self.assertNotIn("paged: ", shown)
        _, shown = on_terminal(self.lead, "match", "show", "1", "--no-pager", lines=10, PAGER=pager)
        self.assertNotIn("paged: ", shown)
        _, shown = on_terminal(self.lead, "match", "show", "1", lines=10, PAGER="/no/such/pager")
        self.assertIn("run id", shown)
        _, shown = on_terminal(self.lead, "help", lines=10, PAGER=pager)
        self.assertIn("paged: ", shown)

    def test_no_text_steers_the_terminal(self):
        text = "题\x1b]0;x\x07\x9b31m\u202e目"
        self.lead.must("report", "month", "draft", "2026-03", "--done", text)
        show = ("report", "month", "show", "2026-03", "-o")
        for form in ("table", "json", "csv"):
            with self.subTest(form):
                code, shown = on_terminal(self.lead, *show, form)
                self.assertEqual(code, 0, shown)
                seen = COLOUR.sub("", shown)
                self.assertEqual([c for c in "\x1b\x07\x9b\u202e" if c in seen], [])
                if form != "csv":  # which has the rows alone
                    self.assertRegex(seen, "题.*目")
        whole = self.lead.must(*show, "json", json=True)["done"]
        self.assertEqual(whole, text)  # a program gets it as it is


if __name__ == "__main__":
    main()
