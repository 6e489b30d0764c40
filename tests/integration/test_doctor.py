"""integration.doctor: every fault that keeps a machine from working is found, named, and has a remedy;
a name service that is silent is not waited for."""

import json
import os
import shutil
import subprocess
import sys
import time

from district import IS_ROOT, JIEDUI, DistrictTest, free_port, main

CONFLICT = 5
SILENT = """
import socket, subprocess, sys
quiet = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
quiet.bind(("127.0.0.1", 53))
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
print(done.stdout, end="")
sys.exit(done.returncode)
"""


class Doctor(DistrictTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()

    def look(self, client, *words):
        """The check-up's findings by name, its soundness and exit code."""
        done = subprocess.run([JIEDUI, "doctor", *words, "-o", "json"], capture_output=True,
                              cwd=client.home, env=client.environment, timeout=60, check=False)
        self.assertIn(done.returncode, (0, CONFLICT), done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(done.returncode == 0, answer["sound"])
        return {row["check"]: row for row in answer["rows"]}

    def one_fault(self, client, name, words, *options):
        found = self.look(client, *options)
        self.assertEqual([n for n, row in found.items() if row["finding"] == "bad"], [name], found)
        said = f"{found[name]['text']} {found[name]['remedy'] or ''}"
        self.assertIn(words, said)
        return found

    def profile(self, client, name, **changes):
        """A further profile of the client's."""
        given = {"host": "127.0.0.1", "port": self.district.port,
                 "ca": self.district.folder / "ca.pem", "server_name": "localhost", **changes}
        client.must("profile", "add", name, "--host", given["host"], "--port", given["port"],
                    "--ca", given["ca"], "--server-name", given["server_name"])
        return ("--profile", name)

    def test_a_machine_that_works_has_no_fault(self):
        found = self.look(self.admin)
        self.assertEqual([r for r in found.values() if r["finding"] == "bad"], [])
        for name in ("profile", "machine", "name", "route", "TLS", "version", "clock", "login",
                     "keys", "sessions", "disk", "characters", "programs", "fonts"):
            self.assertIn(name, found)
        lines = self.admin.must("doctor", "--lang", "zh").stdout
        self.assertIn("OK   时钟", lines)

    def test_without_a_profile_the_machine_is_looked_at_all_the_same(self):
        client = self.district.client(name="bare")
        shutil.rmtree(client.home / "config")
        found = self.one_fault(client, "profile", "jiedui profile add")
        self.assertIn("disk", found)
        self.assertNotIn("route", found)

    def test_who_is_not_logged_in_is_told_how(self):
        self.one_fault(self.district.client(name="nobody"), "login", "jiedui login")

    def test_a_machine_that_is_not_enrolled_still_sees_whom_it_can_trust(self):
        client = self.district.client(name="fresh")
        shutil.rmtree(client.machine.parent)
        found = self.one_fault(client, "machine", "jiedui device enrol")
        self.assertNotEqual(found["TLS"]["finding"], "bad")

    def test_a_port_where_nobody_answers(self):
        options = self.profile(self.admin, "closed", port=free_port())
        self.one_fault(self.admin, "route", "does not answer", *options)

    def test_a_server_of_another_name_and_another_authority(self):
        options = self.profile(self.admin, "named", server_name="other.example")
        self.one_fault(self.admin, "TLS", "certificate does not fit", *options)
        other = self.district.folder / "device-ca.pem"
        client = self.district.client(name="stranger")
        options = self.profile(client, "strange", ca=other)
        self.assertEqual(self.look(client, *options)["TLS"]["finding"], "bad")

    def test_a_key_that_others_may_read(self):
        client = self.district.client(self.district.administrator().account, self.district.password,
                                      name="open")
        client.machine.with_suffix(".key").chmod(0o644)
        self.one_fault(client, "keys", "chmod 600")

    def test_characters_that_are_not_utf8(self):
        client = self.district.client("admin", self.district.password, name="latin")
        client.environment.update(LANG="C", LC_ALL="C")
        self.one_fault(client, "characters", "LANG=")

    def test_a_name_that_nobody_knows(self):
        options = self.profile(self.admin, "unknown", host="no-such-host.invalid")
        began = time.monotonic()
        self.one_fault(self.admin, "name", "no-such-host.invalid", *options)
        self.assertLess(time.monotonic() - began, 10)

    def test_a_silent_name_service_is_not_waited_for(self):
        """In a network of its own, whose only name server takes every question and says nothing."""
        if not IS_ROOT or shutil.which("unshare") is None or shutil.which("ip") is None:
            self.skipTest("needs root, unshare and ip")
        options = self.profile(self.admin, "silent", host="mentoring.example")
        resolver = self.district.folder / "resolv.conf"
        resolver.write_text("nameserver 127.0.0.1\noptions timeout:30 attempts:3\n")
        script = ("ip link set lo up && ip addr add 10.9.9.9/32 dev lo &&"
                  f" mount --bind {resolver} /etc/resolv.conf && exec \"$@\"")
        for words, limit in ((("doctor", *options), 8), (("ping", "--timeout", "1", *options), 6)):
            began = time.monotonic()
            done = subprocess.run(
                ["unshare", "-m", "-n", "sh", "-c", script, "sh", sys.executable, "-c", SILENT,
                 JIEDUI, *words], capture_output=True, text=True, timeout=60, check=False,
                env={**self.admin.environment, "ASAN_OPTIONS": "detect_leaks=0"})
            self.assertNotEqual(done.returncode, 0, done.stderr)
            self.assertLess(time.monotonic() - began, limit, done.stdout + done.stderr)
        self.assertTrue(os.path.exists("/etc/resolv.conf"))


if __name__ == "__main__":
    main()
