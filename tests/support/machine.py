"""A machine of its own for a test: this one's files as they are, seen through a layer that takes
what is written, with a systemd of its own. Everything is gone when it is closed.

    with Machine() as machine:
        machine.must("dpkg", "-i", "/debs/jiedui-client_0.2.0_amd64.deb")
"""

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from district import Failure, wait_until

TARGET = "jiedui-test.target"
# Runs in fresh namespaces as their first process. What belongs to the machine beneath (its kernel's
# settings, modules and clock) is out of reach, and none of its services starts.
BOOT = r"""
set -eu
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
cd "$1/root"
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm debs
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
: >dev/console
while read -r name major minor; do mknod -m 666 "dev/$name" c "$major" "$minor"; done <<DEVICES
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
DEVICES
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=1777 tmpfs var/tmp
mkdir -p run/lock run/systemd/system
[ -z "${2:-}" ] || mount --bind "$2" debs
rm -rf etc/systemd/system/*.wants usr/lib/systemd/system/*.wants
rm -rf etc/postgresql/15 var/lib/postgresql/15 var/log/postgresql
: >etc/fstab
rm -f usr/sbin/policy-rc.d var/lib/man-db/auto-update
printf '[Unit]\nWants=systemd-journald.service\n' >run/systemd/system/jiedui-test.target
mkdir .beneath
pivot_root . .beneath
umount -l /.beneath
rmdir /.beneath
mount --make-rshared /
exec setpriv --bounding-set=-sys_module,-sys_time,-sys_rawio,-sys_boot,-syslog,-audit_control \
  env -i container=jiedui PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --system --unit=jiedui-test.target --log-target=journal
"""


def hindrance():
    """Why there can be no such machine here, or None."""
    if os.geteuid() != 0:
        return "needs root"
    if "overlay" not in Path("/proc/filesystems").read_text(encoding="ascii"):
        return "needs overlayfs"
    if not os.path.exists("/lib/systemd/systemd"):
        return "needs systemd"
    if groups() is None:
        return "needs cgroup2"
    return None


def groups():
    """Where the control groups of the second kind are, or None."""
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        if line.split()[2] == "cgroup2":
            return Path(line.split()[1])
    return None


class Machine:
    """`share`, a folder, is /debs there."""

    def __init__(self, share=None):
        self.folder = Path(tempfile.mkdtemp(prefix="jiedui-machine-"))
        self.group = groups() / self.folder.name
        self.group.mkdir()
        atexit.register(self.close)
        self.log = open(self.folder / "boot.log", "w+b")
        (self.folder / "mount").mkdir()
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--cgroup", "--net",
             "--ipc", "--uts", "--fork", "--kill-child", "sh", "-c", BOOT, "boot",
             str(self.folder / "mount"), str(share or "")],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, preexec_fn=self.join)
        wait_until(self.is_up, 30, "systemd")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def join(self):
        (self.group / "cgroup.procs").write_text("0", encoding="ascii")

    @property
    def init(self):
        """The process that is the first one there."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return children[0] if children else None

    def is_up(self):
        if self.process.poll() is not None:
            self.log.seek(0)
            raise Failure("the machine did not start: " + self.log.read().decode())
        init = self.init
        if init is None or os.readlink(f"/proc/{init}/exe") != "/usr/lib/systemd/systemd":
            return False
        return self.run("systemctl", "is-active", TARGET).stdout.strip() == "active"

    def run(self, *command, stdin="", user="root", seconds=120):
        """Any exit code is the test's to judge."""
        return subprocess.run(
            ["nsenter", "--target", self.init, "--mount", "--pid", "--cgroup", "--net", "--ipc",
             "--uts", "env", "--chdir=/", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
             "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", "runuser", "-u", user, "--",
             *map(str, command)],
            input=stdin, capture_output=True, text=True, timeout=seconds, check=False)

    def must(self, *command, **options):
        """What has to succeed; its output."""
        done = self.run(*command, **options)
        if done.returncode != 0:
            raise Failure(f"{' '.join(map(str, command))} ended with {done.returncode}:\n"
                          f"{done.stdout}{done.stderr}{self.journal()}")
        return done.stdout

    def shell(self, line, **options):
        return self.must("sh", "-c", line, **options)

    def journal(self, unit=None):
        return self.run("journalctl", "--no-pager", "-o", "cat", "-n", "60",
                        *(("-u", unit) if unit else ())).stdout

    def close(self):
        atexit.unregister(self.close)
        self.process.kill()
        self.process.wait(10)
        self.log.close()
        end = time.monotonic() + 10
        for group in sorted(self.group.rglob("*/"), reverse=True) + [self.group]:
            while group.is_dir():
                try:
                    group.rmdir()
                except OSError:
                    if time.monotonic() > end:
                        raise
                    time.sleep(0.02)
        shutil.rmtree(self.folder, ignore_errors=True)
