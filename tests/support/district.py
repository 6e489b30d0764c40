"""A district of its own for a test: PostgreSQL, certificates, daemons, clients. Everything lives in
one temporary folder, and every process is ended by its pid.

    with District() as district:
        district.start()
        admin = district.client("admin", password=district.password)
        rows = admin.run("campus", "list", json=True)["rows"]
"""

import atexit
import contextlib
import csv
import fcntl
import hashlib
import io
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

JIEDUID = os.environ.get("JIEDUID", "jieduid")
JIEDUI = os.environ.get("JIEDUI", "jiedui")
JIEDUI_AUTHORITY = os.environ.get("JIEDUI_AUTHORITY", "jiedui-authority")
SOURCE = Path(os.environ.get("SOURCE_DIR", Path(__file__).resolve().parents[2]))
BUILD = Path(os.environ.get("BUILD_DIR", tempfile.gettempdir()))
# What Debian has in PATH is Perl that looks for a cluster first, and takes five times as long.
POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
SANITIZER = re.compile(r"AddressSanitizer|LeakSanitizer|UndefinedBehaviorSanitizer|runtime error:")
ADMINISTRATOR = "admin"
PASSWORD = "correct horse battery"
# The machine every client and wire of a test is on, of the district's own.
DEVICE = "00000000-0000-4000-8000-000000000001"

IS_ROOT = os.geteuid() == 0
OWNER = "postgres" if IS_ROOT else pwd.getpwuid(os.geteuid()).pw_name


class Failure(AssertionError):
    """A program did what no test should see: a crash, a hang, a sanitizer's report."""


def wait_until(holds, seconds=20.0, what="the condition"):
    """The first true value of `holds()`; Failure after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"waited {seconds} s for {what}")
        time.sleep(0.02)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_owner(command):
    """PostgreSQL refuses to run as root."""
    if not IS_ROOT:
        return command
    return ["setpriv", "--reuid", OWNER, "--regid", OWNER, "--clear-groups", "--", *command]


def sanitized(environment):
    environment.setdefault("ASAN_OPTIONS", "detect_leaks=1:abort_on_error=0")
    environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
    return environment


def call(command, **options):
    """Runs a program that must succeed; its output."""
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=120,
                          env=sanitized(dict(os.environ)), **options)
    if done.returncode != 0:
        raise Failure(f"{command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


class Cluster:
    """A PostgreSQL 15 on a Unix socket in `folder`, which its owner can traverse."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.data = self.folder / "pg"
        self.sockets = self.folder / "run"
        self.process = None

    @property
    def administration(self):
        return f"host={self.sockets} dbname=jiedui user=postgres"

    @property
    def login(self):
        return f"host={self.sockets} dbname=jiedui user=jieduid"

    def create(self):
        """initdb, and who may be whom: the test's user and PostgreSQL's owner, both logins."""
        self.data.mkdir(parents=True)
        if IS_ROOT:
            shutil.chown(self.data, OWNER, OWNER)
        call(as_owner([POSTGRESQL / "initdb", "-D", self.data, "-U", "postgres", "-E", "UTF8",
                       "--locale=C.UTF-8", "-A", "peer", "--no-sync"]), cwd="/")
        me = pwd.getpwuid(os.geteuid()).pw_name
        (self.data / "pg_hba.conf").write_text("local all all peer map=jiedui\n")
        (self.data / "pg_ident.conf").write_text("".join(
            f"jiedui {user} {login}\n" for user in sorted({me, OWNER})
            for login in ("postgres", "jieduid")))
        self.make_sockets()

    def make_sockets(self):
        self.sockets.mkdir(exist_ok=True)
        if IS_ROOT:
            shutil.chown(self.sockets, OWNER, OWNER)

    def start(self, settings=()):
        """fsync stays on, the daemon insists; commits need not wait for it here."""
        options = ["listen_addresses=", f"unix_socket_directories={self.sockets}",
                   "synchronous_commit=off", "shared_buffers=64MB", "max_connections=200",
                   "autovacuum=off", *settings]
        log = open(self.folder / "pg.log", "ab")
        self.process = subprocess.Popen(
            [str(c) for c in as_owner([POSTGRESQL / "postgres", "-D", self.data,
                                       *(x for o in options for x in ("-c", o))])],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", start_new_session=True)
        log.close()
        wait_until(self.is_ready, 30, "PostgreSQL")

    def is_ready(self):
        if self.process.poll() is not None:
            raise Failure("PostgreSQL did not start:\n" + (self.folder / "pg.log").read_text())
        return subprocess.run([POSTGRESQL / "pg_isready", "-q", "-h", self.sockets],
                              check=False).returncode == 0

    def stop(self, kind=signal.SIGINT):
        """SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(kind)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def kill9(self):
        """The postmaster at once; its children see it and end by themselves."""
        self.process.kill()
        self.process.wait(10)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def psql(self, user="postgres", database="jiedui"):
        return [POSTGRESQL / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v",
                "VERBOSITY=verbose", "--csv", "-t", "-P", r"null=\N", "-h", str(self.sockets),
                "-U", user, "-d", database, "-f", "-"]

    def sql(self, query, role=None, user="postgres", database="jiedui"):
        """The rows of the last statement, as lists of texts; NULL is None. Failure carries
        PostgreSQL's message."""
        script = (f"set role {role};\n" if role else "") + query
        done = subprocess.run(self.psql(user, database), input=script, capture_output=True,
                              text=True, timeout=120, check=False)
        if done.returncode != 0:
            raise Failure(done.stderr.strip())
        rows = csv.reader(io.StringIO(done.stdout))
        return [[None if v == r"\N" else v for v in row] for row in rows]

    @contextlib.contextmanager
    def transaction(self, statement):
        """What the statement does, and the locks it takes, not committed before the end."""
        with subprocess.Popen(self.psql(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as psql:
            psql.stdin.write(f"begin;\n{statement};\nselect 'done';\n")
            psql.stdin.flush()
            if not any(line == "done\n" for line in psql.stdout):
                raise Failure(f"PostgreSQL refused: {statement}")
            yield
            psql.stdin.write("commit;\n")
        if psql.returncode != 0:
            raise Failure(f"PostgreSQL did not commit: {statement}")

    def wait_for_waiter(self, seconds=20):
        """Until somebody waits for a lock."""
        wait_until(lambda: self.sql("select 1 from pg_locks where not granted"), seconds,
                   "somebody who waits for a lock")


def template_folder():
    """A migrated cluster, made once for each jieduid and copied by every district."""
    stat = os.stat(JIEDUID)
    name = f"{JIEDUID} {stat.st_mtime_ns} {stat.st_size} {os.geteuid()}"
    return BUILD / "tests" / "districts" / hashlib.sha256(name.encode()).hexdigest()[:16]


def make_template(place):
    with tempfile.TemporaryDirectory(prefix="jiedui-") as folder:
        os.chmod(folder, 0o755)
        cluster = Cluster(folder)
        cluster.create()
        cluster.start()
        try:
            cluster.sql("create database jiedui", database="postgres")
            call([JIEDUID, "--migrate", "--database", cluster.administration])
            call([JIEDUID, "--create-administrator", ADMINISTRATOR, "--password-stdin",
                  "--database", cluster.administration], input=PASSWORD + "\n")
            cluster.sql("insert into device (campus_id, id, name, issued_at, enrolled_at,"
                        f" certified_until) values (0, '{DEVICE}', 'test machine', now(), now(),"
                        " now() + interval '30 days')")
        finally:
            cluster.stop()
        call(["cp", "-a", cluster.data, str(place) + ".new"])
        os.rename(str(place) + ".new", place)


def template():
    place = template_folder()
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(place.parent / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            for old in place.parent.iterdir():
                if old.is_dir():
                    shutil.rmtree(old, ignore_errors=True)
            make_template(place)
    return place


class Daemon:
    """One running jieduid."""

    def __init__(self, district, config, log):
        self.district = district
        self.log_path = log
        self.process = None
        self.config = config

    def spawn(self, environment):
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen([JIEDUID, "--config", str(self.config)], stdout=log,
                                        stderr=log, stdin=subprocess.DEVNULL, env=environment,
                                        start_new_session=True)
        log.close()

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    @property
    def pid(self):
        return self.process.pid

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def has_started(self):
        if not self.is_running():
            raise Failure(f"jieduid ended with {self.process.returncode}:\n{self.log}")
        return "event=started" in self.log

    def check(self):
        """Failure if a sanitizer has reported anything."""
        if SANITIZER.search(self.log):
            raise Failure("the daemon's log has a sanitizer's report:\n" + self.log)

    def stop(self, seconds=20):
        """SIGTERM; the daemon must drain and end well."""
        if not self.is_running():
            self.check()
            return
        self.process.terminate()
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired as late:
            self.process.kill()
            self.process.wait(10)
            raise Failure("jieduid did not end after SIGTERM:\n" + self.log) from late
        self.check()
        if code != 0:
            raise Failure(f"jieduid ended with {code} after SIGTERM:\n{self.log}")

    def kill9(self):
        self.check()
        if self.is_running():
            self.process.kill()
        self.process.wait(10)


class Outcome:
    """What a client command left: code, stdout, stderr, and its JSON (also by [])."""

    def __init__(self, command, code, stdout, stderr, as_json):
        self.command = command
        self.code = code
        self.stdout = stdout
        self.stderr = stderr
        self.json = json.loads(stdout) if as_json and stdout.strip() else None

    def __getitem__(self, key):
        if self.json is None:
            raise Failure(f"no JSON from {self}")
        return self.json[key]

    def __str__(self):
        return f"{' '.join(self.command)}\n[{self.code}] {self.stdout}{self.stderr}"


class Client:
    """One person's jiedui, with folders of its own."""

    def __init__(self, district, name, account=None, machine=True):
        self.district = district
        self.name = name
        self.home = district.folder / "clients" / name
        self.environment = sanitized({
            "PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            **{f"XDG_{kind}_HOME": str(self.home / kind.lower())
               for kind in ("CONFIG", "STATE", "CACHE", "DATA")}})
        self.home.mkdir(parents=True, exist_ok=True)
        self.must("profile", "add", "test", "--host", "127.0.0.1", "--port", district.port,
                  "--ca", district.folder / "ca.pem", "--server-name", "localhost")
        self.account = account
        if machine:
            self.use_machine(district.folder / "device.pem", district.folder / "device.key")

    @property
    def machine(self):
        """Where this client keeps its certificate and, ending in .key, its key."""
        ca = (self.district.folder / "ca.pem").read_bytes()
        return (self.home / "config" / "jiedui" / "machines" /
                f"{hashlib.sha256(ca).hexdigest()[:16]}.pem")

    def use_machine(self, certificate, key):
        self.machine.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(certificate, self.machine)
        shutil.copy(key, self.machine.with_suffix(".key"))

    def run(self, *words, json=False, stdin=None, timeout=60):
        """Runs `jiedui words…`, what it asks answered with yes; any exit code is the test's to judge,
        a crash is not."""
        command = [JIEDUI, "--yes", *(str(w) for w in words), *(("-o", "json") if json else ())]
        data = stdin if isinstance(stdin, (bytes, type(None))) else stdin.encode()
        try:
            done = subprocess.run(command, input=data or b"", capture_output=True, cwd=self.home,
                                  env=self.environment, timeout=timeout, check=False)
        except subprocess.TimeoutExpired as late:
            raise Failure(f"{command} took longer than {timeout} s") from late
        stdout = done.stdout.decode(errors="replace")
        stderr = done.stderr.decode(errors="replace")
        if done.returncode < 0 or SANITIZER.search(stderr):
            raise Failure(f"{command} crashed ({done.returncode}):\n{stderr}")
        return Outcome(command, done.returncode, stdout, stderr, json and done.returncode == 0)

    def must(self, *words, **options):
        """Runs what has to succeed."""
        outcome = self.run(*words, **options)
        if outcome.code != 0:
            raise Failure(str(outcome))
        return outcome

    def login(self, account, password):
        self.account = account
        return self.must("login", "--account", account, "--password-stdin", stdin=password + "\n")


class District:
    """The whole machine. Daemons share one port; `start` may be called again and again."""

    password = PASSWORD

    def __init__(self, **config):
        self.folder = Path(tempfile.mkdtemp(prefix="jiedui-"))
        os.chmod(self.folder, 0o755)
        self.port = free_port()
        self.settings = config
        self.daemons = []
        self.n_daemons = 0
        self.cluster = Cluster(self.folder)
        atexit.register(self.destroy)
        call(["cp", "-a", "--reflink=auto", template(), self.cluster.data])
        self.cluster.make_sockets()
        self.cluster.start()
        self.make_certificates()
        call([JIEDUID, "--create-key", self.folder / "master.key"])

    def __enter__(self):
        return self

    def __exit__(self, kind, *rest):
        self.close()

    def make_machine(self, name, device, days=30, authority="device-ca", usage="clientAuth"):
        """NAME.pem and NAME.key of a machine, signed as jiedui-authority would."""
        at = self.folder
        call(["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
              "-keyout", at / f"{name}.key", "-out", at / f"{name}.csr", "-subj", f"/CN={device}"])
        (at / f"{name}.ext").write_text(f"extendedKeyUsage={usage}\nbasicConstraints=CA:FALSE\n")
        call(["openssl", "x509", "-req", "-in", at / f"{name}.csr", "-CA", at / f"{authority}.pem",
              "-CAkey", at / f"{authority}.key", "-out", at / f"{name}.pem", "-days", str(days),
              "-extfile", at / f"{name}.ext"])

    def make_certificates(self):
        """A private authority, the server's certificate, and the machine's of the tests."""
        at = self.folder
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        call(["openssl", "req", "-x509", *curve, "-keyout", at / "ca.key", "-out", at / "ca.pem",
              "-subj", "/CN=test authority", "-days", "2"])
        call(["openssl", "req", *curve, "-keyout", at / "server.key", "-out", at / "server.csr",
              "-subj", "/CN=localhost"])
        (at / "server.ext").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n"
                                       "extendedKeyUsage=serverAuth\n")
        call(["openssl", "x509", "-req", "-in", at / "server.csr", "-CA", at / "ca.pem", "-CAkey",
              at / "ca.key", "-out", at / "server.pem", "-days", "2",
              "-extfile", at / "server.ext"])
        call(["openssl", "req", "-x509", *curve, "-keyout", at / "device-ca.key",
              "-out", at / "device-ca.pem", "-subj", "/CN=test device authority", "-days", "60"])
        self.make_machine("device", DEVICE)

    def write_config(self, **overrides):
        """A configuration file of the fixture's values, the test's, and these."""
        values = {"listen": "127.0.0.1", "port": self.port,
                  "certificate": str(self.folder / "server.pem"),
                  "key": str(self.folder / "server.key"), "database": self.cluster.login,
                  "device_ca": str(self.folder / "device-ca.pem"),
                  "master_key": str(self.folder / "master.key"),
                  "erasure_ledger": str(self.folder / "erasures.ledger"),
                  "log_level": "debug", **self.settings, **overrides}
        path = self.folder / f"jieduid-{self.n_daemons}.conf"
        path.write_text("".join(
            f"{name} = {value}\n" if isinstance(value, int) else f'{name} = "{value}"\n'
            for name, value in values.items() if value is not None))
        return path

    def start(self, wait=True, environment=None, **overrides):
        """One more daemon on the district's port."""
        self.n_daemons += 1
        daemon = Daemon(self, self.write_config(**overrides),
                        self.folder / f"jieduid-{self.n_daemons}.log")
        daemon.spawn(sanitized({**os.environ, **(environment or {})}))
        self.daemons.append(daemon)
        if wait:
            wait_until(daemon.has_started, 30, "jieduid")
        return daemon

    @property
    def daemon(self):
        """The one started last."""
        return self.daemons[-1]

    def stop(self):
        """Every daemon, by SIGTERM; Failure if one does not end well."""
        daemons, self.daemons = self.daemons, []
        faults = []
        for daemon in daemons:
            try:
                daemon.stop()
            except Failure as fault:
                faults.append(str(fault))
        if faults:
            raise Failure("\n".join(faults))

    def kill9(self):
        for daemon in self.daemons:
            daemon.kill9()
        self.daemons = []

    def restart(self, **overrides):
        self.stop()
        return self.start(**overrides)

    def client(self, account=None, password=None, name=None):
        """A person; logged in if a password is given."""
        client = Client(self, name or account or "nobody", account)
        if password is not None:
            client.login(account, password)
        return client

    def administrator(self):
        return self.client(ADMINISTRATOR, PASSWORD)

    def sql(self, query, role=None, user="postgres"):
        return self.cluster.sql(query, role, user)

    def close(self):
        """Ends everything; a daemon that does not end well fails the test."""
        try:
            self.stop()
        finally:
            self.destroy()

    def destroy(self):
        atexit.unregister(self.destroy)
        for daemon in self.daemons:
            if daemon.is_running():
                daemon.process.kill()
                daemon.process.wait(10)
        self.cluster.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)


class DistrictTest(unittest.TestCase):
    """A test file with one district for all its tests; `settings` go into the configuration."""

    settings = {}
    district = None

    @classmethod
    def setUpClass(cls):
        cls.district = District(**cls.settings)

    @classmethod
    def tearDownClass(cls):
        district, cls.district = cls.district, None
        district.close()

    def assertCode(self, outcome, code):
        self.assertEqual(outcome.code, code, str(outcome))


def main():
    """In place of unittest.main: an end by SIGTERM still cleans up."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    unittest.main(verbosity=2)
