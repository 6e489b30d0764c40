"""Private servers of one benchmark run: PostgreSQL, jieduid, nginx, all on the loopback.

Not the tests' district: here commits are synchronous, PostgreSQL speaks TLS over TCP, too, and
nothing lies in memory."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time

POSTGRES_BIN = "/usr/lib/postgresql/15/bin"
MACHINE = "00000000-0000-4000-8000-00000000b001"  # as reference.sql stores it
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def command(*words, **options):
    """Runs to the end; what it said is shown only when it failed."""
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          **options)
    if done.returncode != 0:
        raise SystemExit(f"bench: {' '.join(words[:4])} …: exit code {done.returncode}\n"
                         f"{done.stdout[-2000:]}")
    return done.stdout


def cpu_seconds(root):
    """User and system time of a process and all that it has started, the ended ones included. Of
    two readings, since one that ends between its parent's and its own reading is missed."""
    return max(cpu_seconds_once(root) for _ in range(2))


def cpu_seconds_once(root):
    parents, times = {}, {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as f:
                fields = f.read().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry)] = int(fields[1])
        times[int(entry)] = sum(int(t) for t in fields[11:15])
    total = 0
    for pid, ticks in times.items():
        above = pid
        while above not in (root, 0, None):
            above = parents.get(above)
        total += ticks if above == root else 0
    return total / CLOCK_TICKS


class Servers:
    """Everything lives in `dir`; stop() leaves nothing running."""

    def __init__(self, dir, build):
        self.dir, self.build = dir, build
        self.processes = {}
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self.postgres_port, self.port, self.nginx_port = free_port(), free_port(), free_port()
        self.service = []
        if os.getuid() == 0:
            self.service = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
            shutil.chown(dir, "postgres")
        self.socket = f"{dir}/run"
        for name in ("run", "log", "www"):
            self.as_service("mkdir", "-p", f"{dir}/{name}")

    def as_service(self, *words, **options):
        return command(*self.service, *words, **options)

    def path(self, name):
        return f"{self.dir}/{name}"

    def program(self, name):
        return f"{self.build}/{name}"

    def start(self, name, *words):
        with open(self.path(f"log/{name}.log"), "w", encoding="utf-8") as log:
            self.processes[name] = subprocess.Popen(
                [*self.service, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self.processes[name]

    def wait_for_port(self, name, port):
        for _ in range(200):
            if self.processes[name].poll() is not None:
                break
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        with open(self.path(f"log/{name}.log"), encoding="utf-8") as log:
            raise SystemExit(f"bench: {name} does not answer\n{log.read()[-2000:]}")

    def cpu(self, name):
        return cpu_seconds(self.processes[name].pid)

    # -- Certificates ---------------------------------------------------------------------------

    def make_certificates(self):
        """A P-256 authority and server certificate, the same for all servers."""
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        names = self.path("names")
        self.as_service("sh", "-c", 'printf "%s\\n" "$2" "$3" >"$1"', "sh", names,
                        "subjectAltName=DNS:localhost,IP:127.0.0.1", "extendedKeyUsage=serverAuth")
        self.as_service("openssl", "req", "-x509", *key, "-keyout", self.path("ca.key"),
                        "-out", self.path("ca.pem"), "-subj", "/CN=bench authority", "-days", "2")
        self.as_service("openssl", "req", *key, "-keyout", self.path("server.key"),
                        "-out", self.path("server.csr"), "-subj", "/CN=localhost")
        self.as_service("openssl", "x509", "-req", "-in", self.path("server.csr"),
                        "-CA", self.path("ca.pem"), "-CAkey", self.path("ca.key"),
                        "-out", self.path("server.pem"), "-days", "2", "-extfile", names)
        self.as_service("openssl", "req", *key, "-keyout", self.path("machine.key"),
                        "-out", self.path("machine.csr"), "-subj", f"/CN={MACHINE}")
        self.as_service("openssl", "x509", "-req", "-in", self.path("machine.csr"),
                        "-CA", self.path("ca.pem"), "-CAkey", self.path("ca.key"),
                        "-out", self.path("machine.pem"), "-days", "30")
        self.as_service("sh", "-c", 'cat "$1" >>"$2"', "sh", self.path("machine.key"),
                        self.path("machine.pem"))
        self.as_service("chmod", "600", self.path("server.key"))

    # -- PostgreSQL -----------------------------------------------------------------------------

    def write(self, name, text):
        self.as_service("sh", "-c", 'cat >"$1"', "sh", self.path(name), input=text)

    def start_postgres(self):
        data = self.path("postgres")
        self.as_service(f"{POSTGRES_BIN}/initdb", "-D", data, "-U", "postgres", "-E", "UTF8",
                        "--locale=C.UTF-8", "-A", "peer")
        me = pwd.getpwuid(os.getuid()).pw_name
        maps = sorted({(self.user, "postgres"), (self.user, "jieduid"), (me, "postgres")})
        self.write("postgres/pg_ident.conf", "".join(f"jiedui {a} {b}\n" for a, b in maps))
        self.write("postgres/pg_hba.conf", "local all postgres,jieduid peer map=jiedui\n"
                   "hostssl postgres guest 127.0.0.1/32 trust\n")
        self.write("postgres/postgresql.auto.conf", f"""
listen_addresses = '127.0.0.1'
port = {self.postgres_port}
unix_socket_directories = '{self.socket}'
ssl = on
ssl_min_protocol_version = 'TLSv1.3'
ssl_cert_file = '{self.path("server.pem")}'
ssl_key_file = '{self.path("server.key")}'
fsync = on
synchronous_commit = on
max_connections = 150
shared_buffers = '512MB'
max_wal_size = '8GB'
checkpoint_timeout = '30min'
autovacuum_naptime = '1h'
""")
        self.start("postgres", f"{POSTGRES_BIN}/postgres", "-D", data)
        self.wait_for_port("postgres", self.postgres_port)
        for _ in range(100):
            if subprocess.run(self.psql("postgres") + ["-c", "create role guest login"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
                break
            time.sleep(0.1)
        self.sql("create database jiedui", "postgres")

    def conninfo(self, user, database="jiedui"):
        return f"host={self.socket} port={self.postgres_port} dbname={database} user={user}"

    def psql(self, database="jiedui"):
        return [f"{POSTGRES_BIN}/psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1",
                "-d", self.conninfo("postgres", database)]

    def sql(self, text, database="jiedui"):
        return command(*self.psql(database), "-c", text).strip()

    # -- jieduid --------------------------------------------------------------------------------

    def make_schema(self, administrator, password):
        owner = self.conninfo("postgres")
        jieduid = self.program("server/jieduid")
        self.as_service(jieduid, "--migrate", "--database", owner)
        self.as_service(jieduid, "--create-administrator", administrator, "--password-stdin",
                        "--database", owner, input=password + "\n")

    def start_daemon(self, pool, log_level):
        self.write("jieduid.conf", f"""listen = "127.0.0.1"
port = {self.port}
certificate = "{self.path('server.pem')}"
key = "{self.path('server.key')}"
device_ca = "{self.path('ca.pem')}"
database = "{self.conninfo('jieduid')}"
pool = {pool}
log_level = "{log_level}"
""")
        self.start("jieduid", self.program("server/jieduid"), "--config",
                   self.path("jieduid.conf"))
        self.wait_for_port("jieduid", self.port)

    # -- nginx ----------------------------------------------------------------------------------

    def start_nginx(self):
        """One worker; a file of 1 KB, kept open, over TLS 1.3; nothing is logged."""
        self.write("www/1k", "x" * 1024)
        temporary = "".join(f"{kind}_temp_path {self.path('run')};\n" for kind in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        self.write("nginx.conf", f"""daemon off;
worker_processes 1;
pid {self.path('run/nginx.pid')};
error_log {self.path('log/nginx.error.log')};
events {{ worker_connections 1024; }}
http {{
{temporary}access_log off;
sendfile on;
keepalive_timeout 600s;
keepalive_requests 1000000000;
open_file_cache max=16;
open_file_cache_valid 600s;
server {{
  listen 127.0.0.1:{self.nginx_port} ssl;
  ssl_protocols TLSv1.3;
  ssl_certificate {self.path('server.pem')};
  ssl_certificate_key {self.path('server.key')};
  root {self.path('www')};
}}
}}
""")
        nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin")
        self.start("nginx", nginx, "-c", self.path("nginx.conf"), "-p", self.dir,
                   "-e", self.path("log/nginx.error.log"))
        self.wait_for_port("nginx", self.nginx_port)

    def stop(self):
        signals = {"postgres": signal.SIGINT}
        for name in ("nginx", "jieduid", "postgres"):
            process = self.processes.pop(name, None)
            if process is None or process.poll() is not None:
                continue
            process.send_signal(signals.get(name, signal.SIGTERM))
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
