"""integration.packages: the Debian packages, built, installed beside a systemd and a PostgreSQL as
an administrator would, used under the units' sandbox (X8), upgraded, removed and purged."""

import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from district import BUILD, SOURCE, Failure, call, main, wait_until
from machine import Machine, hindrance

DEBS = BUILD.parent / "debs"
DEBIAN = SOURCE / "deploy/debian"
UNITS = ("jieduid.service", "jiedui-authority.service")
TOOLS = [tool for tool in ("sheet", "print", "report") if (SOURCE / "client" / tool).is_dir()]
PACKAGES = ["jiedui-server", "jiedui-client"] + (["jiedui-tools"] if TOOLS else [])
PASSPHRASE = "correct horse battery"
# An exposure of 2.0 at most.
MOST_EXPOSED = 20
# Written by dpkg, PostgreSQL and the services of the machine, whatever is installed.
OTHERS = re.compile(r"/(run|var/lib/(dpkg|systemd|postgresql|apt)|var/cache|var/log)(/|$)"
                    r"|/etc/postgresql(/|$)|/etc/\.pwd\.lock|/etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$"
                    r"|/etc/ld\.so\.cache")


def setUpModule():
    """The packages, once; what was compiled the last time is not compiled again."""
    missing = [p for p in ("dpkg-buildpackage", "dh", "lintian") if shutil.which(p) is None]
    if missing:
        raise unittest.SkipTest(f"needs {', '.join(missing)}: deploy/packages test")
    done = subprocess.run([SOURCE / "deploy/build-debs", DEBS], capture_output=True, text=True,
                          check=False, env={**os.environ, "DEB_BUILD_OPTIONS": "noautodbgsym"})
    if done.returncode != 0:
        raise Failure(done.stderr)


def package(name):
    return next(DEBS.glob(f"{name}_*.deb"))


class Files(unittest.TestCase):
    """What can be seen without installing anything."""

    def test_there_is_a_package_for_each_part(self):
        self.assertEqual(sorted(p.name.split("_")[0] for p in DEBS.glob("*.deb")),
                         sorted(PACKAGES))

    def test_lintian_finds_nothing(self):
        done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning",
                               *DEBS.glob("*.changes")], capture_output=True, text=True,
                              check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    @unittest.skipUnless(TOOLS, "the client has no tools yet")
    def test_the_tools_are_where_the_client_looks(self):
        listed = call(["dpkg-deb", "--contents", package("jiedui-tools")])
        for tool in TOOLS:
            self.assertRegex(listed, rf" \./usr/libexec/jiedui/jiedui-{tool}\n")

    def test_every_setting_is_explained(self):
        """The packaged configuration names what the daemon reads, and nothing else."""
        read = set(re.findall(r'CFG_SIMPLE_\w+\("(\w+)"', (SOURCE / "server/config.c").read_text()))
        named = set(re.findall(r"^#?(\w+) = ", (DEBIAN / "jieduid.conf").read_text(), re.M))
        self.assertGreater(len(read), 20)
        self.assertEqual(read, named)

    def test_the_units_are_shut_in(self):
        """X8, by systemd's own measure."""
        for unit in UNITS:
            call(["systemd-analyze", "security", "--offline=true", "--no-pager",
                  f"--threshold={MOST_EXPOSED}", DEBIAN / f"jiedui-server.{unit}"])


@unittest.skipIf(hindrance(), hindrance())
class Life(unittest.TestCase):
    """A machine from the packages' installation to their purge."""

    def setUp(self):
        self.machine = Machine(DEBS)
        self.addCleanup(self.machine.close)

    def install(self):
        return self.machine.must("dpkg", "-i", *(f"/debs/{package(p).name}" for p in PACKAGES))

    def paths(self):
        """Everything there is but what others write."""
        listed = self.machine.shell("find /etc /usr /var /run /lib /opt /srv -xdev")
        return {p for p in listed.splitlines() if not OTHERS.match(p)}

    def first_steps(self):
        """The commands for root in README.Debian, by the number of their step."""
        step, steps = 0, {}
        text = self.machine.shell("cat /usr/share/doc/jiedui-server/README.Debian")
        for line in text.split("\nUpgrades\n")[0].splitlines():
            number = re.match(r"(\d)\. ", line)
            step = int(number[1]) if number else step
            if line.startswith("    # "):
                steps.setdefault(step, []).append(line[6:])
        self.assertEqual(sorted(steps), [1, 3, 4, 5], text)
        return steps

    def make_certificates(self):
        """Step 2: an authority of the district's own, and the server's certificate."""
        self.machine.shell(
            "cd /etc/jiedui; umask 077; mkdir /root/ca;"
            " new='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';"
            " openssl req -x509 $new -keyout /root/ca/ca.key -out /root/ca/ca.pem -days 2"
            "   -subj '/CN=the district' -addext keyUsage=critical,keyCertSign;"
            " openssl req $new -keyout server.key -out /root/ca/server.csr -subj /CN=localhost;"
            " printf 'subjectAltName=DNS:localhost\\nextendedKeyUsage=serverAuth\\n' >/root/ca/ext;"
            " openssl x509 -req -in /root/ca/server.csr -CA /root/ca/ca.pem -CAkey /root/ca/ca.key"
            "   -days 2 -extfile /root/ca/ext -out server.pem;"
            " chmod 644 server.pem; install -m 644 /root/ca/ca.pem /tmp/ca.pem")

    def run_first_steps(self):
        """As written; what the last command says is the first machine's token."""
        self.machine.must("pg_createcluster", "15", "main", "--start")
        self.make_certificates()
        for commands in self.first_steps().values():
            for command in commands:
                said = self.machine.shell(command, stdin=PASSPHRASE + "\n")
        return said.strip()

    def jiedui(self, *words, stdin=""):
        return self.machine.must("jiedui", *words, user="teacher", stdin=stdin)

    def use(self, token):
        """The first machine enrols through the authority, and its account does something."""
        self.machine.must("useradd", "--create-home", "teacher")
        self.jiedui("profile", "add", "district", "--host", "127.0.0.1", "--port", "7443",
                    "--server-name", "localhost", "--ca", "/tmp/ca.pem")
        self.jiedui("device", "enrol", token)
        self.jiedui("login", "--account", "admin", "--password-stdin", stdin=PASSPHRASE + "\n")
        self.jiedui("campus", "add", "--code", "3451990001", "--name", "GP 中学", "--stage",
                    "senior")
        self.assertIn("GP 中学", self.jiedui("campus", "list"))

    def use_tools(self):
        """The client hands over to whatever of them is installed."""
        at_home = {"sheet": "jiedui template students && unzip -tq students*.xlsx",
                   "print": "jiedui print record --blank --output record.pdf --yes"
                            " && pdffonts record.pdf"}
        for tool in set(TOOLS) & set(at_home):
            self.machine.shell("cd ~teacher && " + at_home[tool], user="teacher")

    def show(self, unit, name):
        return self.machine.must("systemctl", "show", "--value", "-p", name, unit).strip()

    def processes(self):
        return {name for name in self.machine.must("ps", "-eo", "comm=").split()
                if name.startswith("jiedui")}

    def check_sandbox(self):
        """Of the running processes, by the kernel's word."""
        for unit in UNITS:
            self.assertEqual(self.show(unit, "ActiveState"), "active")
            status = self.machine.must("cat", f"/proc/{self.show(unit, 'MainPID')}/status")
            said = dict(re.findall(r"^(\w+):\s*(.*)$", status, re.M))
            self.assertNotIn("0", said["Uid"].split())
            self.assertEqual((said["NoNewPrivs"], said["Seccomp"]), ("1", "2"))
            for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
                self.assertEqual(int(said[kind], 16), 0, kind)
            call_refused = self.machine.journal(unit)
            self.assertNotRegex(call_refused, "Operation not permitted")
        for key in ("server.key", "master.key"):
            for user in ("jieduid", "jiedui-authority"):
                self.assertNotEqual(
                    self.machine.run("cat", f"/etc/jiedui/{key}", user=user).returncode, 0)

    def check_verified(self):
        """No unit has a setting that systemd does not know, or a command that is not there."""
        done = self.machine.run("systemd-analyze", "verify", "--man=no", *UNITS)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def upgrade(self):
        """The daemon goes on, for its schema may be older; the authority is started anew."""
        before = [self.show(unit, "MainPID") for unit in UNITS]
        self.assertIn("migrate", self.install())
        after = [self.show(unit, "MainPID") for unit in UNITS]
        self.assertEqual(after[0], before[0])
        self.assertNotEqual(after[1], before[1])
        self.assertIn("GP 中学", self.jiedui("campus", "list"))

    def test_nothing_is_left_of_what_was_never_used(self):
        before = self.paths()
        self.assertIn("README.Debian", self.install())
        for unit in UNITS:
            self.assertEqual(self.show(unit, "ActiveState"), "inactive")
            self.assertEqual(self.machine.run("systemctl", "is-enabled", unit).returncode, 1)
        self.check_verified()
        self.machine.must("dpkg", "--purge", *PACKAGES)
        self.assertEqual(self.paths(), before)

    def test_what_cannot_be_had_again_outlives_the_packages(self):
        before = self.paths()
        self.install()
        self.use(self.run_first_steps())
        self.use_tools()
        self.check_sandbox()
        self.upgrade()
        self.assertEqual(self.processes(), {"jieduid", "jiedui-authorit"})
        self.machine.must("dpkg", "--remove", *PACKAGES)
        self.assertEqual(self.processes(), set())
        self.assertIn("/etc/jiedui/jieduid.conf", self.paths())
        self.assertIn("are kept", self.machine.must("dpkg", "--purge", *PACKAGES))
        self.assertEqual(self.paths() - before, {
            "/etc/jiedui", "/etc/jiedui/server.pem", "/etc/jiedui/server.key",
            "/etc/jiedui/master.key", "/var/lib/jiedui", "/var/lib/jiedui/authority",
            "/var/lib/jiedui/authority/device-ca.key", "/var/lib/jiedui/authority/device-ca.pem"})


if __name__ == "__main__":
    main()
