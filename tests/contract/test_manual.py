"""contract.manual: every command, flag and option has its place in the manual, every setting of a
profile too, and groff and mandoc have nothing to say against a page."""

import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from district import BUILD, JIEDUI, SOURCE, main

MADE = BUILD / "client/man"
PLAIN = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "200", "MAN_KEEP_FORMATTING": "",
         "ASAN_OPTIONS": "detect_leaks=0"}

def pages():
    return sorted(p for folder in (MADE, MADE / "zh_CN", BUILD / "deploy") if folder.is_dir()
                  for p in folder.iterdir() if re.fullmatch(r"[a-z.-]+\.[1578]", p.name))

def shown(page):
    """A page as a person reads it, in words."""
    text = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=200", str(page)], check=True,
                          capture_output=True, text=True, env=PLAIN).stdout
    return " ".join(re.sub(r".\x08", "", text).split())

class Manual(unittest.TestCase):
    def test_every_command_and_flag_is_in_both_languages(self):
        listing = subprocess.run([JIEDUI, "completion"], check=True, capture_output=True, text=True,
                                 env=PLAIN).stdout.splitlines()
        for page in (MADE / "jiedui-commands.7", MADE / "zh_CN/jiedui-commands.7"):
            text = shown(page)
            for line in listing[:-1]:
                words, *tokens = line.split("\t")
                at = text.find(f"jiedui {words} ")
                self.assertGreaterEqual(at, 0, f"{page.name} lacks {words}")

                for token in tokens:
                    if token.startswith("--"):
                        self.assertTrue(token.split("=")[0] in text, (words, token))
            self.assertGreater(len(listing), 150)
        self.assertTrue("询问服务是否在线" in shown(MADE / "zh_CN/jiedui-commands.7"))
        self.assertTrue("Publish a draft" in shown(MADE / "jiedui-commands.7"))

    def test_every_option_and_group_is_in_the_first_page(self):
        text = shown(MADE / "jiedui.1")
        listing = subprocess.run([JIEDUI, "completion"], check=True, capture_output=True, text=True,
                                 env=PLAIN).stdout.splitlines()
        for token in listing[-1].split():
            self.assertTrue(token.split("=")[0] in text, token)
        for word in {line.split("\t")[0].split()[0] for line in listing[:-1]}:
            self.assertTrue(re.search(rf"\b{word}\b", text), word)
        self.assertFalse("@" in text)

    def test_every_setting_of_a_profile_is_explained(self):
        source = (SOURCE / "client/profile.c").read_text()
        keys = set(re.findall(r'CFG_(?:STR|INT)\("(\w+)"', source))
        self.assertGreater(len(keys), 5)
        text = shown(MADE / "jiedui-profile.5")
        self.assertEqual([key for key in sorted(keys) if key not in text], [])

    @unittest.skipUnless(shutil.which("mandoc") and shutil.which("man"), "needs man-db and mandoc")
    def test_groff_and_mandoc_find_no_fault(self):
        names = [p.name for p in pages()]
        for name in ("jiedui.1", "jiedui-commands.7", "jiedui-profile.5", "jiedui-print.1",
                     "jieduid.8", "jieduid.conf.5", "jiedui-authority.8"):
            self.assertIn(name, names)
        for page in pages():
            groff = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z",
                                    str(page)], capture_output=True, text=True, check=True,
                                   env={**PLAIN, "MANROFFSEQ": "", "MANWIDTH": "80"})
            # Chinese has few places where groff breaks a line; it says so and goes on.
            told = [line for line in groff.stderr.splitlines() if "can't break line" not in line]
            self.assertEqual(told, [], page)
            lint = subprocess.run(["mandoc", "-T", "lint", "-W", "error", str(page)],
                                  capture_output=True, text=True, check=False, env=PLAIN)
            self.assertEqual((lint.returncode, lint.stdout), (0, ""), page)

if __name__ == "__main__":
    main()
