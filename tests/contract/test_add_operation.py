"""contract.add_operation: takes the steps of CONTRIBUTING.md's walk in a copy of the tree: they are
enough for a command that works, and none of them can be left out."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from district import BUILD, SOURCE, main

STEP = re.compile(r"^```\w+ in ([^\s,]+)(?:, service (\w+))?\n(.*?)^```$", re.M | re.S)
COPIED = ("CMakeLists.txt", "CMakePresets.json", "client", "common", "deploy", "proto", "server",
          "sql")
ALLOWED = ("proto/", "sql/operations/", "tests/")


def run(command, folder, **environment):
    return subprocess.run([str(c) for c in command], cwd=folder, capture_output=True, text=True,
                          timeout=500, check=False, env={**os.environ, **environment})


def insert_into_service(text, service, addition):
    """Before the brace that ends the service."""
    start = text.index(f"service {service} {{")
    end = text.index("\n}", start)
    return text[:end] + "\n" + addition.rstrip("\n") + text[end:]


class Tree:
    """A copy of the programs' sources, with a build of its own."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.build = self.folder / "build"
        for name in COPIED:
            place = SOURCE / name
            (shutil.copytree if place.is_dir() else shutil.copy2)(place, self.folder / name)

    def take(self, path, service, text):
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if service:
            text = insert_into_service(target.read_text(), service, text)
        elif target.exists():
            text = target.read_text() + "\n" + text
        target.write_text(text)

    def make(self):
        """Only what is asked of it: no optimisation, no symbols, no sanitizers."""
        for command in (["cmake", "-G", "Ninja", "-S", self.folder, "-B", self.build,
                         "-DBUILD_TESTING=OFF", "-DCMAKE_C_FLAGS=-O0"],
                        ["cmake", "--build", self.build, "--target", "jieduid", "jiedui"]):
            done = run(command, self.folder)
            if done.returncode != 0:
                raise AssertionError(done.stdout[-3000:] + done.stderr[-3000:])

    def run_test(self, path):
        return run([sys.executable, self.folder / path], self.folder,
                   JIEDUID=str(self.build / "server/jieduid"), BUILD_DIR=str(self.build),
                   JIEDUI=str(self.build / "client/jiedui"), SOURCE_DIR=str(self.folder),
                   PYTHONPATH=str(SOURCE / "tests/support"))


class AddOperation(unittest.TestCase):
    def test_the_walk(self):
        steps = STEP.findall((SOURCE / "CONTRIBUTING.md").read_text())
        self.assertEqual(len(steps), 4)
        paths = [path for path, _, _ in steps]
        for path in paths:
            self.assertTrue(path.startswith(ALLOWED), path)
        sql, = (p for p in paths if p.endswith(".sql"))
        test, = (p for p in paths if p.endswith(".py"))
        (BUILD / "tests").mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILD / "tests") as folder:
            tree = Tree(folder)
            for path, service, text in steps:
                tree.take(path, service, text)
            tree.make()
            done = tree.run_test(test)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

            (tree.folder / sql).unlink()
            tree.make()
            done = tree.run_test(test)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(f"CampusService.DescribeCampus has no SQL file: write {sql}", done.stderr)


if __name__ == "__main__":
    main()
