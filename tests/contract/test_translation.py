"""contract.translation: client/po/check finds what the Chinese lacks, of every kind of word there is."""

import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from district import SOURCE, main

ENTRY = '\nmsgid "{}"\nmsgstr "{}"\n'


class Translation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="jiedui-")
        cls.root = Path(cls.folder.name)
        for name in ("client", "common", "proto", "server", "sql"):
            shutil.copytree(SOURCE / name, cls.root / name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def check(self):
        done = subprocess.run([sys.executable, self.root / "client/po/check", "--root", self.root],
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def found(self, path, change, words):
        """The check passes, and after the change of the file it fails and names `words`."""
        file = self.root / path
        before = file.read_text(encoding="utf-8")
        after = change(before)
        self.assertNotEqual(before, after)
        file.write_text(after, encoding="utf-8")
        try:
            code, said = self.check()
        finally:
            file.write_text(before, encoding="utf-8")
        self.assertEqual(code, 1, said)
        self.assertIn(words, said)
        self.assertEqual(len(said.splitlines()), 1, said)

    def test_the_catalogue_is_whole(self):
        self.assertEqual(self.check(), (0, ""))

    def test_a_missing_sentence_is_found(self):
        self.found("client/confirm.c", lambda s: s.replace('"Nothing was done."', '"All is well."')
                   + '/* */ static const char *kept(void) { return text("Nothing was done."); }\n',
                   "missing: All is well.")

    def test_a_stale_sentence_is_found(self):
        self.found("client/po/zh_CN.po", lambda s: s + ENTRY.format("Nobody says it.", "没人说。"),
                   "stale: Nobody says it.")

    def test_a_sentence_that_is_not_marked_is_found(self):
        self.found("client/confirm.c",
                   lambda s: s + 'static const char *k = "This is not marked at all.";\n',
                   "stands outside text()")

    def test_a_heading_without_chinese_is_found(self):
        self.found("proto/student.proto",
                   lambda s: s + "message ExtraReply {\n  optional string extra = 1;\n}\n",
                   "ExtraReply.extra has no (label)")

    def test_a_flag_s_help_without_chinese_is_found(self):
        self.found("proto/student.proto", lambda s: s + "message ExtraRequest {\n"
                   "  // What nobody translated.\n  optional string extra = 1;\n}\n",
                   "ExtraRequest.extra has no (label)")

    def test_an_enum_value_without_chinese_is_found(self):
        self.found("proto/student.proto", lambda s: s + "enum Extra {\n  EXTRA_ONE = 1;\n}\n",
                   "Extra.EXTRA_ONE has no (word)")

    def test_a_question_and_a_code_without_chinese_are_found(self):
        self.found("proto/match.proto",
                   lambda s: s.replace("Its pairs become pairings.", "They become pairings.", 1)
                   + '// (confirm) = "Publish this draft? Its pairs become pairings."\n',
                   "missing: Publish this draft? They become pairings.")
        self.found("proto/match.proto",
                   lambda s: s.replace('(code) = "given"', '(code) = "given", (code) = "lent"'),
                   "missing: lent")

    def test_a_format_that_differs_is_found(self):
        self.found("client/po/zh_CN.po",
                   lambda s: s.replace('"无法启动 %s：%s。"', '"无法启动 %s：%d。"'), "msgid")

    def test_chinese_seeds_have_chinese_punctuation(self):
        pattern = re.compile("[一-龥][,:;()](?=[一-龥])|[一-龥][(]")
        faults = [f"{path.name}: {found[0]}" for path in (SOURCE / "sql/seed").glob("*.sql")
                  for found in pattern.finditer(path.read_text(encoding="utf-8"))]
        self.assertEqual(faults, [])


if __name__ == "__main__":
    main()
