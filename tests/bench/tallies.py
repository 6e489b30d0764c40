"""The work P7: the district's figures from the tallies beside the plain query, as SQL and as the
district is shown them, how the cost grows with the records, and what keeping the tallies costs the
writing of a record."""

import re
import time

import reference
from figures import ratio
from servers import POSTGRES_BIN, command

DAY = "2026-06-10"
COLUMNS = [("", "name"), ("ms", "ms"), ("server CPU ms", "server_ms"),
           ("PostgreSQL CPU ms", "postgres_ms"), ("records", "records")]
SUM = "select count(*), sum(numerator), sum(denominator) from {}"
FOLDED, PLAIN = f"figure_parts('{DAY}', null)", f"bench.plain_parts('{DAY}')"
OPTIONS = "-c jit=off -c jiedui.campus=0 -c work_mem=64MB"
# Nine more of each record, some minutes later, as the reference set is made: without triggers.
TENFOLD = """
set session_replication_role = replica;
insert into record (campus_id, id, plan_year, staff_id, student_id, "group", kind, channel, held_at,
                    minutes, topic, content, recorded_at, recorded_by)
select r.campus_id, gen_random_uuid(), r.plan_year, r.staff_id, r.student_id, r."group", r.kind,
       r.channel, r.held_at + n * interval '1 minute', r.minutes, r.topic, r.content, r.recorded_at,
       r.recorded_by
from record as r cross join generate_series(1, 9) as n;
set session_replication_role = default;
"""
STALE = """
insert into figure_stale (campus_id, made_by)
select id, pg_current_xact_id() from campus where id > 0;
"""


class Tallies:
    """The reference set with agreements; what a query costs on it."""

    def __init__(self, bench):
        self.bench, self.servers = bench, bench.servers
        command(*self.servers.psql(), "-v", f"salt={bench.salt}",
                "-f", f"{reference.HERE}/tallies.sql")
        self.work = self.servers.path("p7.work")
        with open(self.work, "w", encoding="ascii") as f:
            f.write(reference.figures_line(bench.salt, DAY))
        self.settle()
        self.vacuum()

    def vacuum(self):
        """As autovacuum would; the plans of every connection begin anew."""
        self.servers.sql("vacuum analyze")

    def settle(self):
        """Waits for the daemon's fold."""
        for _ in range(1200):
            if self.servers.sql("select not exists (select from figure_stale)"
                                " and not exists (select from record_delta)") == "t":
                break
            time.sleep(0.1)
        else:
            raise SystemExit("bench: P7: the tallies are not folded; see the daemon's log")

    def turn(self, source, times):
        """One connection, prepared; the first call, which plans, is not counted."""
        script = self.servers.path("p7.sql")
        with open(script, "w", encoding="utf-8") as f:
            f.write(SUM.format(source) + ";\n")
        said = self.servers.as_service(
            "env", f"PGOPTIONS={OPTIONS}", f"{POSTGRES_BIN}/pgbench", "-n", "-M", "prepared", "-c",
            "1", "-t", str(times + 1), "-f", script, "-l", "--log-prefix",
            self.servers.path("run/p7"), self.servers.conninfo("postgres"))
        logged = self.servers.as_service("sh", "-c", 'cat "$1".*; rm "$1".*', "sh",
                                         self.servers.path("run/p7"))
        if "failed transactions: 0" not in said and "failed" in said:
            raise SystemExit(f"bench: P7: {said}")
        micros = [int(line.split()[2]) for line in logged.splitlines()]
        return {"ms": sum(micros[1:]) / len(micros[1:]) / 1000}

    def shown(self):
        """The call: every figure, by campus, small counts hidden; one connection."""
        figures = self.bench.load("StatisticsService.ShowFigures", self.work, connections=1,
                                  seconds=20)
        return {"ms": figures["p50_ms"], "server_ms": figures["server_us"] / 1000,
                "postgres_ms": figures["postgres_us"] / 1000}

    def check(self):
        """Both count the same, or nothing is worth measuring."""
        both = [self.servers.sql("set jit = off; set jiedui.campus = '0'; " + SUM.format(source))
                for source in (FOLDED, PLAIN)]
        if both[0] != both[1]:
            raise SystemExit(f"bench: P7: the tallies say {both[0]}, the records {both[1]}")

    def records(self):
        return int(self.servers.sql("select count(*) from record"))


def prepared(bench):
    """Made once: both works want it."""
    if getattr(bench, "tallies", None) is None:
        bench.tallies = Tallies(bench)
    return bench.tallies


def p7(bench):
    """The figures of the whole district."""
    tallies = prepared(bench)
    tallies.settle()
    tallies.vacuum()
    tallies.check()
    few = {"count": tallies.records(), "ms": [tallies.turn(FOLDED, 10)["ms"] for _ in range(3)],
           "shown": [tallies.shown()["ms"] for _ in range(3)]}
    if not bench.settings.full:
        command(*tallies.servers.psql(), "-c", TENFOLD + STALE)
        tallies.settle()
        tallies.vacuum()
        tallies.check()
    many = tallies.records()
    contenders = {"figures, folded": lambda: {**tallies.turn(FOLDED, 10), "records": many},
                  "as the district is shown them": lambda: {**tallies.shown(), "records": many},
                  "figures, plain query": lambda: {**tallies.turn(PLAIN, 1), "records": many}}

    def ratios(rounds):
        folded, shown, plain = rounds.values()
        found = [("plain query ÷ folded", ratio(plain, folded, "ms"), "must ≥ 20, then ≥ 50"),
                 ("plain query ÷ as shown", ratio(plain, shown, "ms"), None)]
        if many > few["count"]:
            more = f"{many} records ÷ {few['count']} records"
            for name, now, before in (("folded", folded, few["ms"]),
                                      ("as shown", shown, few["shown"])):
                found.append((f"{name}, {more}",
                              ratio(now[:3], [{"ms": ms} for ms in before], "ms"), "flat"))
        return found

    return contenders, COLUMNS, ratios


def upkeep(bench):
    """W1 with and without the change beside each record, folding included."""
    tallies = prepared(bench)
    work = bench.servers.path("w1.work")
    reference.write_work(work, reference.record_line, bench.salt, bench.settings.campuses,
                         reference.STUDENTS_PAIRED)

    def turn(kept):
        tallies.settle()
        bench.servers.sql("vacuum analyze request_claim")  # empty, it was planned as a heap to scan
        if not kept:
            bench.servers.sql("alter table record disable trigger record_told")
        figures = bench.load("RecordService.AddRecord", work, writes=True)
        bench.servers.sql("alter table record enable trigger record_told")
        if not kept:
            bench.servers.sql(STALE)
        return {**figures, "all_us": figures["server_us"] + figures["postgres_us"]}

    turn(True)  # every connection plans its fold once
    contenders = {"W1, figures kept": lambda: turn(True),
                  "W1, figures not kept": lambda: turn(False)}

    def ratios(rounds):
        kept, bare = rounds.values()
        return [("CPU per call, kept ÷ not", ratio(kept, bare, "all_us"), "must ≤ 1.15"),
                ("calls/s, kept ÷ not", ratio(kept, bare, "per_second"), None)]

    return contenders, ratios
