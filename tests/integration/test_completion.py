"""integration.completion: a real bash completes commands, flags, values of enums, files, profiles and
what the server lists; offline it stays silent, and nothing of a student is kept."""

import os
import shutil
import stat
import subprocess
import time
from pathlib import Path

from district import JIEDUI, SOURCE, DistrictTest, main
from school import School, student_no

SCRIPT = SOURCE / "deploy/completion/jiedui"
ASK = """
source "$1"; shift
set -u
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
_jiedui
printf '%s\\n' "${COMPREPLY[@]}"
"""


class Completion(DistrictTest):
    settings = {"clock": "2026-03-05T10:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.school.people(students=3, mentors=2)
        cls.lead = cls.school.lead
        cls.lead.must("match", "run", "--on", "2026-03-05")
        cls.school.pair(1, "T001")

    def complete(self, client, *words, **environment):
        """What bash offers for the last of the words."""
        done = subprocess.run(
            ["bash", "-c", ASK, "bash", str(SCRIPT), "jiedui", *words], cwd=client.home,
            capture_output=True, text=True, timeout=60, check=False,
            env={**client.environment, "PATH": f"{Path(JIEDUI).parent}:{os.environ['PATH']}",
                 **environment})
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return [line for line in done.stdout.splitlines() if line]

    def cache(self, client):
        return client.home / "cache/jiedui/completion"

    def test_it_is_bound_to_the_command(self):
        done = subprocess.run(["bash", "-c", f"source {SCRIPT}; complete -p jiedui"], check=True,
                              capture_output=True, text=True)
        self.assertEqual(done.stdout.strip(), "complete -F _jiedui jiedui")

    def test_commands_and_their_further_words(self):
        lead = self.lead
        self.assertIn("match", self.complete(lead, "ma"))
        self.assertEqual(self.complete(lead, "doc"), ["doctor"])
        self.assertIn("publish", self.complete(lead, "match", ""))
        self.assertEqual(self.complete(lead, "match", "pub"), ["publish"])
        self.assertEqual(self.complete(lead, "--campus", "match", "--lang", "zh", "mat"), ["match"])
        self.assertEqual(self.complete(lead, "no", "such", "x"), [])

    def test_flags_and_values(self):
        lead = self.lead
        self.assertIn("--dry-run", self.complete(lead, "match", "run", "--d"))
        self.assertIn("--cap", self.complete(lead, "match", "run", "--"))
        self.assertEqual(self.complete(lead, "match", "show", "1", "--group", "ac"), ["academic"])
        self.assertEqual(self.complete(lead, "match", "show", "1", "--group", "=", "ac"), ["academic"])
        self.assertEqual(self.complete(lead, "-o", ""), ["table", "json", "csv"])
        self.assertEqual(self.complete(lead, "match", "run", "--on", ""), [])
        self.assertEqual(self.complete(lead, "--profile", "tes"), ["test"])
        self.assertEqual(self.complete(lead, "match", "--profile", "test", "pub"), ["publish"])

    def test_forms_and_their_flags(self):
        lead = self.lead
        self.assertIn("growth-file", self.complete(lead, "print", ""))
        self.assertEqual(self.complete(lead, "print", "agreem"), ["agreement", "agreements"])
        self.assertEqual(self.complete(lead, "print", "agreement", "--pai"), ["--pairing"])
        self.assertEqual(self.complete(lead, "print", "needs", "--group", "ac"), ["academic"])
        pairing = self.school.pairings()[0]["id"]
        self.assertEqual(self.complete(lead, "print", "agreement", "--pairing", pairing[:6]), [pairing])

    def test_what_sheets_and_reports_take(self):
        lead = self.lead
        for name in ("page.html", "roll.xlsx"):
            (lead.home / name).write_text("x")
        self.assertEqual(self.complete(lead, "template", "stu"), ["students"])
        self.assertEqual(self.complete(lead, "template", "students", "--sc"), ["--scale"])
        self.assertEqual(self.complete(lead, "template", "students", "--output", "rol"), ["roll.xlsx"])
        self.assertEqual(self.complete(lead, "report", "dis"), ["district"])
        for which in ("district", "campus"):
            taken = self.complete(lead, "report", which, "--")
            for flag in ("--html", "--as-of", "--compare", "--yes"):
                self.assertIn(flag, taken)
            self.assertEqual(self.complete(lead, "report", which, "--html", "pa"), ["page.html"])
        self.assertEqual(self.complete(lead, "report", "month", "sub"), ["submit"])
        self.assertEqual(self.complete(lead, "export", "stu"), ["students"])
        self.assertEqual(self.complete(lead, "export", "needs", "--group", "ac"), ["academic"])
        self.assertEqual(self.complete(lead, "export", "needs", "--output", "rol"), ["roll.xlsx"])
        taken = self.complete(lead, "export", "students", "--")
        self.assertIn("--reason", taken)
        self.assertEqual(taken.count("--output"), 1)
        self.assertFalse({"--limit", "--after"} & set(taken))
        self.assertLessEqual({"--sheet", "--rejects", "--slips"},
                             set(self.complete(lead, "import", "students", "roll.xlsx", "--")))

    def test_chinese_and_words_with_spaces(self):
        lead = self.lead
        self.assertEqual(self.complete(lead, "match", "show", "--group", "学"),
                         ["学业", "学业帮扶组"])
        self.assertEqual(self.complete(lead, "device", "token", "--name", '"办公室 3"', "--d"),
                         ["--dry-run"])
        (lead.home / "名单 三月.csv").write_text("x")
        self.assertEqual(self.complete(lead, "import", "students", "名单"), ["名单 三月.csv"])
        self.assertEqual(self.complete(lead, "import", "students", "名单\\ "), ["名单 三月.csv"])
        self.assertEqual(self.complete(lead, "import", "students", '"名单 三'), ["名单 三月.csv"])
        self.assertIn("名单 三月.csv", self.complete(lead, "import", "students", "x.csv",
                                                  "--rejects", ""))

    def test_what_the_server_lists(self):
        lead = self.lead
        self.assertEqual(self.complete(lead, "pairing", "list", "--mentor", "T"), ["T001", "T002"])
        self.assertEqual(self.complete(lead, "match", "show", ""), ["1"])
        pairing = self.school.pairings()[0]["id"]
        self.assertEqual(self.complete(lead, "agreement", "show", "--pairing", pairing[:6]), [pairing])
        self.assertIn("3451990001", self.complete(self.admin, "account", "add", "--campus", ""))
        numbers = self.complete(self.admin, "plan", "set", "")
        self.assertIn(self.admin.must("plan", "show", json=True)["rows"][0]["name"], numbers)
        self.assertEqual(self.complete(lead, "student", "show", ""), [])

    def test_the_cache_is_small_private_and_new(self):
        lead = self.lead
        shutil.rmtree(self.cache(lead), ignore_errors=True)
        self.complete(lead, "pairing", "list", "--mentor", "")
        self.complete(lead, "agreement", "show", "--pairing", "")
        files = list(self.cache(lead).iterdir())
        self.assertEqual(len(files), 2)
        for file in files:
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
            text = file.read_text()
            self.assertNotIn("学生", text)
            self.assertNotIn("老师", text)
            self.assertNotIn(student_no(1)[:10], text)
        kept = next(f for f in files if f.name.endswith(".mentor"))
        lines = kept.read_text().splitlines()
        kept.write_text("\n".join([lines[0], "T999"]) + "\n")
        self.assertEqual(self.complete(lead, "pairing", "list", "--mentor", ""), ["T999"])
        kept.write_text("\n".join([str(int(lines[0]) - 61), "T999"]) + "\n")
        self.assertEqual(self.complete(lead, "pairing", "list", "--mentor", ""), ["T001", "T002"])
        kept.write_text("\n".join([lines[0], "T999"]) + "\n")
        later = time.time() + 2
        os.utime(lead.home / "state/jiedui/test.session", (later, later))
        self.assertEqual(self.complete(lead, "pairing", "list", "--mentor", ""), ["T001", "T002"])

    def test_nobody_logged_in_and_no_server(self):
        nobody = self.district.client(name="nobody")
        self.assertEqual(self.complete(nobody, "match", "show", ""), [])
        self.assertFalse(self.cache(nobody).exists())
        self.assertEqual(self.complete(nobody, "match", "pub"), ["publish"])
        self.assertEqual(self.complete(self.lead, "mat", PATH="/usr/bin:/bin"), [])


if __name__ == "__main__":
    main()
