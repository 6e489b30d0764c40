"""contract.rooms: which room may include what, and the measures of the house style."""

import re
import shutil
import subprocess
import sys
import unittest

from district import SOURCE, main

ROOMS = ("common", "server", "client")
LIBPQ = """binder fill database link exchange preamble bulk checker types rules failure migration
    administrator daemon""".split()
LOOP = "server session listener worker postman link daemon database exchange bulk request main".split()
FORBIDDEN = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|localtime|system"
                       r"|popen|alloca)\s*\(")
INPUT_AND_OUTPUT = re.compile(
    r"\b(f?open|f?printf|puts|fputs|fread|fwrite|f?scanf|socket|getenv|time|clock_gettime|s?rand"
    r"|random|fork|exec[lv]p?e?|signal)\s*\(")
PURE = {"assert.h", "limits.h", "math.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h",
        "stdlib.h", "string.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)
COMMENT_OR_TEXT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)
CALLBACK = re.compile(r"\btypedef\b[^;]*\(\s*\*\s*\w+\s*\)\s*\(")
LONGEST_FILE, LONGEST_HEADER, LONGEST_FUNCTION, LONGEST_LINE = 500, 80, 60, 100


def files(*folders, ends):
    return sorted(p for f in folders for p in (SOURCE / f).rglob("*") if p.name.endswith(ends))


def name(path):
    return str(path.relative_to(SOURCE))


def includes(path):
    return INCLUDE.findall(path.read_text())


def code_of(path):
    """The text without comments and literals, its lines kept."""
    return COMMENT_OR_TEXT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), path.read_text())


def matches(paths, pattern):
    for path in paths:
        for number, line in enumerate(code_of(path).split("\n"), 1):
            found = pattern.search(line)
            if found:
                yield f"{name(path)}:{number}: {found[0].strip()}"


class Rooms(unittest.TestCase):
    def none(self, faults):
        faults = list(faults)
        self.assertEqual(faults, [], "\n".join(faults))

    def outsiders(self, ours, is_theirs):
        """Files of the programs that include what only `ours` may."""
        return [f"{name(path)} includes {what}" for path in files(*ROOMS, ends=(".c", ".h"))
                for _, what in includes(path) if is_theirs(what) and not ours(path)]

    def test_common_includes_neither_side(self):
        self.none(self.outsiders(lambda p: SOURCE / "common" not in p.parents,
                                 lambda what: what.startswith(("server/", "client/"))))

    def test_the_sides_do_not_include_each_other(self):
        self.none(self.outsiders(lambda p: SOURCE / "client" not in p.parents,
                                 lambda what: what.startswith("server/")))
        self.none(self.outsiders(lambda p: SOURCE / "server" not in p.parents,
                                 lambda what: what.startswith("client/")))

    def test_libpq_stays_where_connections_and_results_are_handled(self):
        self.none(self.outsiders(lambda p: p.parent == SOURCE / "server" and p.stem in LIBPQ,
                                 lambda what: what.startswith(("libpq", "postgres"))))

    def test_tls_stays_in_one_file(self):
        """libssl in common/tls, ciphers in server/sealing, certificates where each side has its own:
        the client's machine, the daemon's reading of requests, the authority."""
        self.none(self.outsiders(lambda p: p in (SOURCE / "common/tls.c",
                                                 SOURCE / "client/machine.c",
                                                 SOURCE / "server/csr.c")
                                 or p.parent in (SOURCE / "server/sealing",
                                                 SOURCE / "server/authority"),
                                 lambda what: what.startswith("openssl/")))

    def test_the_loop_stays_in_the_files_that_own_handles(self):
        self.none(self.outsiders(lambda p: p.parent == SOURCE / "server" and p.stem in LOOP
                                 or p == SOURCE / "server/authority/desk.c",
                                 lambda what: what == "uv.h"))

    def test_the_engine_knows_nothing_but_itself(self):
        engine = files("server/matching", ends=(".c", ".h"))
        self.assertGreater(len(engine), 10)
        self.none(f"{name(p)} includes {what}" for p in engine for kind, what in includes(p)
                  if not (what in PURE if kind == "<" else what.startswith("server/matching/")))
        self.none(matches(engine, INPUT_AND_OUTPUT))

    def test_suppression_knows_nothing_but_itself_and_the_memory_it_is_given(self):
        engine = files("server/suppression", ends=(".c", ".h"))
        self.assertGreater(len(engine), 10)
        self.none(f"{name(p)} includes {what}" for p in engine for kind, what in includes(p)
                  if not (what in PURE if kind == "<" else what == "common/arena.h"
                          or what.startswith("server/suppression/")))
        self.none(matches(engine, INPUT_AND_OUTPUT))

    def test_the_authority_and_the_daemon_do_not_include_each_other(self):
        """Two processes: they share the clock and the guard of the memory, and no state."""
        room = SOURCE / "server/authority"
        self.none(self.outsiders(lambda p: p.parent == room,
                                 lambda what: what.startswith("server/authority/")))
        shared = ("server/authority/", "server/clock.h", "server/sealing/guard.h")
        self.none(f"{name(p)} includes {what}" for p in files("server/authority", ends=(".c", ".h"))
                  for _, what in includes(p)
                  if what.startswith("server/") and not what.startswith(shared))
        self.none(matches([room / "authority.c"], INPUT_AND_OUTPUT))

    def test_no_sql_stands_in_operations(self):
        """An operation in C names files of sql/operations."""
        pattern = re.compile(r'"\s*(select|insert into|update|delete from|with)\s', re.I)
        self.none(f"{name(p)}: {found[0]}" for p in files("server/operations", ends=".c")
                  for found in [pattern.search(p.read_text())] if found)

    def test_generated_code_lives_in_the_build_tree(self):
        kept = [p for room in (*ROOMS, "proto", "sql", "tests", "deploy")
                for p in files(room, ends=(".pb-c.c", ".pb-c.h", ".pb", ".mo", ".o", "_pb2.py"))]
        self.none(name(p) for p in kept)

    def test_includes_say_where_from(self):
        """A file of ours is included by its path from the top, or is generated."""
        self.none(f"{name(p)} includes {what}" for p in files(*ROOMS, ends=(".c", ".h"))
                  for kind, what in includes(p)
                  if kind == '"' and not what.endswith(".pb-c.h") and what != "services.h"
                  and not what.startswith(tuple(f"{room}/" for room in ROOMS)))


class Style(unittest.TestCase):
    def none(self, faults):
        faults = list(faults)
        self.assertEqual(faults, [], "\n".join(faults))

    def test_forbidden_calls(self):
        self.none(matches(files(*ROOMS, "tests", ends=(".c", ".h")), FORBIDDEN))

    def test_what_the_system_refuses_is_said_in_the_user_s_language(self):
        """client/cause.c knows the words; the C library's are English where no locale was generated."""
        self.none(matches([p for p in files("client", ends=".c") if p.name != "cause.c"],
                          re.compile(r"\b(\w*strerror\w*|perror)\s*\(")))

    def test_typedef_is_for_callbacks(self):
        self.none(f"{name(p)}: {found[0]}" for p in files(*ROOMS, ends=(".c", ".h"))
                  for found in re.finditer(r"\btypedef\b[^;]*;", code_of(p))
                  if not CALLBACK.search(found[0]))

    def test_files_are_short(self):
        self.none(f"{name(p)}: {len(p.read_text().splitlines())} lines"
                  for p in files(*ROOMS, "tests", ends=".c")
                  if len(p.read_text().splitlines()) > LONGEST_FILE)
        long_headers = [name(p) for p in files(*ROOMS, ends=".h")
                        if len(p.read_text().splitlines()) > LONGEST_HEADER]
        if long_headers:
            print(f"headers above {LONGEST_HEADER} lines: {long_headers}", file=sys.stderr)

    def test_lines_are_short(self):
        self.none(f"{name(p)}:{number}: {len(line)} characters"
                  for p in files(*ROOMS, "tests", ends=(".c", ".h")) + files("sql", ends=".sql")
                  for number, line in enumerate(p.read_text().splitlines(), 1)
                  if len(line) > LONGEST_LINE)

    def test_lines_end_where_they_end(self):
        self.none(f"{name(p)}:{number}: blanks or a tab"
                  for p in files(*ROOMS, "tests", "sql", "proto",
                                 ends=(".c", ".h", ".py", ".sql", ".proto"))
                  for number, line in enumerate(p.read_text().splitlines(), 1)
                  if line != line.rstrip() or "\t" in line)

    @unittest.skipUnless(shutil.which("ctags"), "needs universal-ctags")
    def test_functions_are_short(self):
        paths = files(*ROOMS, "tests", ends=".c")
        tags = subprocess.run(["ctags", "-o", "-", "--kinds-C=f", "--fields=+ne", "--sort=no",
                               *map(str, paths)], capture_output=True, text=True, check=True).stdout
        sizes = []
        for line in tags.splitlines():
            found = re.search(r"\tline:(\d+).*\tend:(\d+)", line)
            if found:
                words = line.split("\t")
                sizes.append((int(found[2]) - int(found[1]) + 1, words[0], words[1]))
        self.assertGreater(len(sizes), 500)
        self.none(f"{path}: {function}: {size} lines" for size, function, path in sizes
                  if size > LONGEST_FUNCTION)
        print(f"{len(sizes)} functions, median {sorted(sizes)[len(sizes) // 2][0]} lines",
              file=sys.stderr)

    def test_each_file_says_what_it_owns(self):
        self.none(name(p) for p in files(*ROOMS, ends=(".c", ".h"))
                  if not p.read_text().startswith("/* "))

    @unittest.skipUnless(shutil.which("shellcheck"), "needs shellcheck")
    def test_scripts_are_sound(self):
        scripts = [p for p in (*files("deploy", "tests", ends=""), SOURCE / ".ci/run")
                   if p.is_file() and p.read_bytes()[:30].split(b"\n")[0].endswith(b"bash")]
        self.assertGreater(len(scripts), 3)
        done = subprocess.run(["shellcheck", "-x", *map(str, scripts)], capture_output=True,
                              text=True, check=False, cwd=SOURCE)
        self.assertEqual(done.returncode, 0, done.stdout)

    @unittest.skipUnless(shutil.which("codespell"), "needs codespell")
    def test_words_are_spelt(self):
        done = subprocess.run(["codespell", "-q", "3", "-S", "*.po,*.csv,*.pb,*/corpus/*", *ROOMS, "proto",
                               "sql", "tests", "deploy", *(p.name for p in SOURCE.glob("*.md"))],
                              capture_output=True, text=True, check=False, cwd=SOURCE)
        self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    main()
