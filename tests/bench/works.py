"""The works W1, W2, P3 and P7 to P9: who contends, one turn of each, the ratios that count."""

import glob
import json
import os
import shutil
import re
import subprocess

import reference
import tallies
from figures import ratio
from imports import p9
from servers import POSTGRES_BIN, command

CALL_COLUMNS = [("", "name"), ("calls/s", "per_second"), ("p50 ms", "p50_ms"), ("p99 ms", "p99_ms"),
                ("server µs/call", "server_us"), ("PostgreSQL µs/call", "postgres_us")]
COLD_COLUMNS = [("", "name"), ("wall ms", "wall_ms"), ("own CPU ms", "cpu_ms"),
                ("memory MiB", "memory_mib")]


class Bench:
    """What every turn needs: the servers, the reference set, the settings."""

    def __init__(self, servers, settings, salt):
        self.servers, self.settings, self.salt = servers, settings, salt
        self.turn = 0
        self.client = {}

    def load(self, method, work=None, writes=False, in_flight=1, connections=64, seconds=0):
        """One turn of bench_load; CPU is taken between its "begin" and its figures."""
        self.turn += 1
        words = [self.servers.program("tests/bench/bench_load"), "--port", str(self.servers.port),
                 "--ca", self.servers.path("ca.pem"), "--machine",
                 self.servers.path("machine.pem"), "--method", method,
                 "--seconds", str(max(seconds, self.settings.seconds)), "--in-flight", str(in_flight),
                 "--connections", str(connections), "--first", str(self.turn * 1000)]
        words += ["--work", work] if work else []
        words += ["--writes"] if writes else []
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            process.stdout.readline()
            before = self.cpu("jieduid")
            figures = json.loads(process.stdout.readline() or "null")
            after = self.cpu("jieduid")
        if process.returncode != 0 or not figures or not figures["calls"]:
            raise SystemExit(f"bench: {method}: {figures}, exit code {process.returncode}; "
                             "see the daemon's log with --keep")
        return with_cpu(figures, figures["calls"], before, after)

    def pgbench(self, script, connections):
        """Times are taken from a log of every fourth transaction."""
        prefix = self.servers.path("run/pgbench")
        before = self.cpu(None)
        said = self.servers.as_service(
            f"{POSTGRES_BIN}/pgbench", "-n", "-M", "prepared", "-c", str(connections),
            "-j", "2", "-T", str(round(self.settings.seconds)), "-f", script, "-l",
            "--sampling-rate", "0.25", "--log-prefix", prefix,
            "-D", f"campuses={self.settings.campuses}", self.servers.conninfo("postgres"))
        after = self.cpu(None)
        calls = int(re.search(r"actually processed: (\d+)", said).group(1))
        failed = re.search(r"failed transactions: (\d+)", said)
        if failed is not None and failed.group(1) != "0":
            raise SystemExit(f"bench: pgbench: {failed.group(0)}")
        figures = {"calls": calls, "per_second": float(re.search(r"tps = ([\d.]+)", said).group(1))}
        figures.update(log_quantiles(glob.glob(prefix + ".*")))
        return with_cpu(figures, calls, before, after)

    def wrk(self):
        """nginx's turn; what wrk prints is read."""
        before = self.cpu("nginx")
        said = subprocess.run(
            ["wrk", "-t1", "-c64", f"-d{round(self.settings.seconds)}s", "--latency",
             f"https://127.0.0.1:{self.servers.nginx_port}/1k"],
            stdout=subprocess.PIPE, text=True, check=True).stdout
        after = self.cpu("nginx")
        if "Non-2xx" in said or "Socket errors" in said:
            raise SystemExit(f"bench: wrk: {said}")
        calls = int(re.search(r"(\d+) requests in", said).group(1))
        figures = {"calls": calls,
                   "per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)),
                   "p50_ms": milliseconds(re.search(r"(?m)^\s+50%\s+(\S+)", said).group(1)),
                   "p99_ms": milliseconds(re.search(r"(?m)^\s+99%\s+(\S+)", said).group(1))}
        return with_cpu(figures, calls, before, after)

    def cpu(self, server):
        return {"server": self.servers.cpu(server) if server else None,
                "postgres": self.servers.cpu("postgres") if server != "nginx" else None}

    def cold(self, *words):
        """One run of a command, by bench_cold."""
        done = subprocess.run([self.servers.program("tests/bench/bench_cold"), *words],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                              env={**os.environ, **self.client}, check=True)
        lines = done.stderr.splitlines()
        figures = json.loads(lines[-1])
        if figures["code"] != 0:
            raise SystemExit(f"bench: {' '.join(words)}: exit code {figures['code']}\n"
                             + "\n".join(lines[:-1]))
        figures["memory_mib"] = figures.pop("memory_kib") / 1024
        return figures

    def log_in(self):
        """A lead of the first campus, logged in once for all works; the flags that say so."""
        servers, folder = self.servers, self.servers.path("client")
        profile = ["--profile", "bench"]
        if self.client:
            return profile
        os.makedirs(folder, exist_ok=True)
        self.client = {f"XDG_{kind}_HOME": f"{folder}/{kind.lower()}"
                       for kind in ("CONFIG", "STATE", "CACHE", "DATA")}
        password = "a password of bench\n"
        self.jiedui("profile", "add", "bench", "--host", "127.0.0.1", "--port", str(servers.port),
                    "--ca", servers.path("ca.pem"), "--server-name", "localhost",
                    "--device", "bench")
        for end in ("key", "pem"):  # one file holds both
            place = f"{folder}/config/jiedui/machines/bench.{end}"
            os.makedirs(os.path.dirname(place), exist_ok=True)
            shutil.copy(servers.path("machine.pem"), place)
        self.jiedui(*profile, "login", "--account", "bench.admin", "--password-stdin",
                    password=self.settings.password + "\n")
        self.jiedui(*profile, "account", "add", "--account", "bench.lead", "--role",
                    "campus_lead", "--campus", "9000000001", "--password-stdin", password=password)
        self.jiedui(*profile, "login", "--account", "bench.lead", "--password-stdin",
                    password=password)
        return profile

    def jiedui(self, *words, password=None):
        command(self.servers.program("client/jiedui"), *words, input=password or "",
                env={**os.environ, **self.client})


def with_cpu(figures, calls, before, after):
    for name in ("server", "postgres"):
        if before[name] is not None:
            figures[f"{name}_us"] = (after[name] - before[name]) / calls * 1e6
    return figures


def log_quantiles(paths):
    times = []
    for path in paths:
        with open(path, encoding="ascii") as f:
            times += [int(line.split()[2]) for line in f]
        os.unlink(path)
    times.sort()
    return {"p50_ms": times[len(times) // 2] / 1000, "p99_ms": times[len(times) * 99 // 100] / 1000}


def milliseconds(text):
    for unit, factor in (("us", 0.001), ("ms", 1.0), ("s", 1000.0)):
        if text.endswith(unit):
            return float(text[:-len(unit)]) * factor
    raise ValueError(text)


def against_pgbench(bench, script, turn, most):
    """The daemon beside pgbench with 16 and with 64 connections; CPU is of both sides' servers."""
    contenders = {"jieduid, 64 connections": turn,
                  "pgbench, 16 connections": lambda: bench.pgbench(script, 16),
                  "pgbench, 64 connections": lambda: bench.pgbench(script, 64)}

    def ratios(rounds):
        ours, peer16, peer64 = rounds.values()
        found = [("calls/s ÷ pgbench 16", ratio(ours, peer16, "per_second"), most),
                 ("calls/s ÷ pgbench 64", ratio(ours, peer64, "per_second"), None),
                 ("p99 ÷ pgbench 64", ratio(ours, peer64, "p99_ms"), None)]
        for r in ours:
            r["all_us"] = r["server_us"] + r["postgres_us"]
        for r in peer16:
            r["all_us"] = r["postgres_us"]
        return found + [("CPU per call ÷ pgbench 16", ratio(ours, peer16, "all_us"), None)]

    return contenders, CALL_COLUMNS, ratios


def w1(bench):
    """Store one mentoring record."""
    work = bench.servers.path("w1.work")
    reference.write_work(work, reference.record_line, bench.salt, bench.settings.campuses,
                         reference.STUDENTS_PAIRED)

    def turn():
        count = "select count(*) from record"
        before = int(bench.servers.sql(count))
        figures = bench.load("RecordService.AddRecord", work, writes=True)
        stored = int(bench.servers.sql(count)) - before
        if stored < figures["calls"]:
            raise SystemExit(f"bench: W1: {figures['calls']} calls, but {stored} records stored")
        return figures

    return against_pgbench(bench, f"{reference.HERE}/w1.sql", turn, "must ≥ 1.5")


def w2(bench):
    """List one mentor's pairings."""
    work, script = bench.servers.path("w2.work"), bench.servers.path("w2.sql")
    reference.write_work(work, reference.pairings_line, bench.salt, bench.settings.campuses,
                         reference.MENTORS)
    with open(script, "w", encoding="utf-8") as f:
        f.write(reference.pairings_script())
    return against_pgbench(bench, script, lambda: bench.load("PairingService.ListPairings", work),
                           "must ≥ 1.0")


def p3(bench):
    """A call without the database."""
    bench.servers.start_nginx()
    contenders = {"jieduid, 1 call in flight": lambda: bench.load("SystemService.Ping"),
                  "jieduid, 16 calls in flight":
                      lambda: bench.load("SystemService.Ping", in_flight=16),
                  "nginx, 1 KB file, 1 in flight": bench.wrk}

    def ratios(rounds):
        one, sixteen, nginx = rounds.values()
        return [("calls/s ÷ nginx, 1 in flight", ratio(one, nginx, "per_second"), "must ≥ 1.1"),
                ("calls/s ÷ nginx, 16 in flight", ratio(sixteen, nginx, "per_second"), "then ≥ 10"),
                ("CPU per call ÷ nginx, 1 in flight", ratio(one, nginx, "server_us"), None)]

    return contenders, CALL_COLUMNS, ratios


def p8(bench):
    """One cold command."""
    servers = bench.servers
    profile = bench.log_in()
    jiedui = servers.program("client/jiedui")
    peer = (f"host=localhost hostaddr=127.0.0.1 port={servers.postgres_port} user=guest "
            f"dbname=postgres sslmode=verify-full sslrootcert={servers.path('ca.pem')}")
    contenders = {"jiedui ping": lambda: bench.cold(jiedui, *profile, "ping"),
                  "jiedui pairing list --limit 1":
                      lambda: bench.cold(jiedui, *profile, "pairing", "list", "--limit", "1"),
                  # What Debian has in PATH is Perl that looks for a cluster before it runs psql.
                  "psql, select 1": lambda: bench.cold(f"{POSTGRES_BIN}/psql", "-X", "-d", peer,
                                                       "-c", "select 1"),
                  "psql as in PATH": lambda: bench.cold("psql", "-X", "-d", peer, "-c",
                                                        "select 1")}

    def ratios(rounds):
        ping, pairings, psql, wrapped = rounds.values()
        return [("wall, ping ÷ psql", ratio(ping, psql, "wall_ms"), "must ≤ 1.0"),
                ("wall, pairing list ÷ psql", ratio(pairings, psql, "wall_ms"), "must ≤ 1.0"),
                ("own CPU, ping ÷ psql", ratio(ping, psql, "cpu_ms"), None),
                ("wall, ping ÷ psql as in PATH", ratio(ping, wrapped, "wall_ms"), None),
                ("memory, pairing list ÷ psql", ratio(pairings, psql, "memory_mib"), None)]

    return contenders, COLD_COLUMNS, ratios


def upkeep(bench):
    """W1 with and without what the figures need."""
    contenders, ratios = tallies.upkeep(bench)
    return contenders, CALL_COLUMNS, ratios


WORKS = {"W1": w1, "W2": w2, "P3": p3, "P8": p8, "P7": tallies.p7, "P7-upkeep": upkeep, "P9": p9}
