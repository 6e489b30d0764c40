"""The work P9: an import of students beside a bare COPY of the same rows."""

import csv
import os
import time

from figures import ratio
from servers import command

ROWS = 10_000
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
COLUMNS = ("student_no", "name", "gender", "born_on", "grade", "class_name", "class_seat",
           "boarding", "left_behind", "guardian_name", "guardian_phone", "pinyin")
IMPORT_COLUMNS = [("", "name"), ("rows/s", "per_second"), ("wall ms", "wall_ms"),
                  ("client CPU ms", "cpu_ms"), ("jieduid CPU ms", "server_ms"),
                  ("PostgreSQL CPU ms", "postgres_ms"), ("client peak MiB", "memory_mib"),
                  ("jieduid peak MiB", "daemon_mib")]


def rows(turn):
    """Students nobody has yet, with numbers as most have them: of the kind with a check digit."""
    for n in range(1, ROWS + 1):
        year, month, day = 1908 + turn, 1 + n % 12, 1 + n % 28
        digits = f"990109{year}{month:02d}{day:02d}{n // 84 * 2 + n % 2:03d}"
        total = sum(w * int(d) for w, d in zip(WEIGHTS, digits))
        yield (f"G{digits}{'10X98765432'[total % 11]}", f"新生·{n}",
               "male" if n % 2 else "female", f"{year}-{month:02d}-{day:02d}", 31 + n % 3,
               f"高一({n % 30 + 1})班", n % 50 + 1, "day" if n % 3 else "boarding", n % 7 == 0,
               f"监护人{n}", f"138{n:08d}", f"xin sheng {n}")


class Imports:
    """A peer's table with the constraints and indexes of the one that is imported into."""

    def __init__(self, bench):
        self.bench, self.servers = bench, bench.servers
        self.turn = 0
        self.campus = self.servers.sql("select id from campus where code = '9000000001'")
        self.servers.sql("create table student_copy (like student including all, foreign key "
                         "(campus_id) references campus (id)); insert into student_copy "
                         "overriding system value select * from student; "
                         "alter table student_copy alter id restart with 1000000000; "
                         "alter table student alter id restart with 1000000000; "
                         "analyze student_copy, student, student_directory")

    def write(self, name, header, first):
        """The turn's rows, each after the cells `first`."""
        path = self.servers.path(name)
        self.turn += 1
        with open(path, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            if header:
                writer.writerow(COLUMNS)
            writer.writerows(first + row for row in rows(self.turn))
        return path

    def timed(self, turn):
        before = self.servers.cpu("jieduid"), self.servers.cpu("postgres")
        figures = turn()
        after = self.servers.cpu("jieduid"), self.servers.cpu("postgres")
        return {**figures, "per_second": ROWS / figures["wall_ms"] * 1000,
                "server_ms": (after[0] - before[0]) * 1000,
                "postgres_ms": (after[1] - before[1]) * 1000}

    def jiedui(self, profile):
        path = self.write("students.csv", True, ())
        pid = self.servers.processes["jieduid"].pid
        with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")  # the peak begins anew
        count = f"select count(*) from student where campus_id = {self.campus}"
        before = int(self.servers.sql(count))
        figures = self.timed(lambda: self.bench.cold(
            self.servers.program("client/jiedui"), *profile, "import", "students", path))
        stored = int(self.servers.sql(count)) - before
        if stored != ROWS:
            raise SystemExit(f"bench: P9: {stored} of {ROWS} rows stored")
        figures["daemon_mib"] = peak(pid)
        os.unlink(path)
        return figures

    def copy(self):
        path = self.write("copy.csv", False, (self.campus, "2025-09-01"))
        words = [*self.servers.psql(), "-c", "\\copy student_copy (campus_id, enrolled_on, "
                 f"{', '.join(COLUMNS)}) from '{path}' (format csv)"]

        def run():
            began = time.monotonic()
            command(*words)
            return {"wall_ms": (time.monotonic() - began) * 1000}
        figures = self.timed(run)
        os.unlink(path)
        return figures


def peak(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


def p9(bench):
    """Import 10,000 students."""
    profile = bench.log_in()
    imports = Imports(bench)
    contenders = {"jiedui import students": lambda: imports.jiedui(profile),
                  "psql, \\copy": imports.copy}

    def ratios(rounds):
        ours, peer = rounds.values()
        return [("rows/s ÷ \\copy", ratio(ours, peer, "per_second"), "must ≥ 0.3, then ≥ 0.6"),
                ("PostgreSQL's CPU ÷ \\copy's", ratio(ours, peer, "postgres_ms"), None)]

    return contenders, IMPORT_COLUMNS, ratios
