"""X6: sealed evidence comes back to whom it is for, and lies in plain text nowhere: not in a dump,
the WAL, base files or logs, nor in the daemon's memory."""

import secrets
import subprocess
from concurrent.futures import ThreadPoolExecutor

from district import POSTGRESQL, DistrictTest, main
from school import School

MARKER = "封缄标记-QZXW7731"
NEEDS = "student_no,group,severity,source,evidence,opened_on"
INVALID, PERMISSION_DENIED = 3, 6


def memory(pid):
    """What a core file would hold: every readable piece that is no file of the system's."""
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb") as mem:
        for line in maps:
            words = line.split()
            low, high = (int(x, 16) for x in words[0].split("-"))
            if "r" not in words[1] or "w" not in words[1] or high - low > 1 << 33:
                continue
            try:
                mem.seek(low)
                while low < high:
                    piece = mem.read(min(high - low, 1 << 24))
                    if not piece:
                        break
                    yield piece
                    low += len(piece)
            except (OSError, ValueError):
                continue


class Sealing(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.school.people(students=30, mentors=2)
        cls.psych = cls.school.mentor_account("T001", "psy.one")
        cls.district.sql("update account_role set role = 'psychology_teacher'"
                         " where role = 'mentor'")

    def give(self, rows, name):
        path = self.school.write("needs", rows, NEEDS, name)
        return self.school.lead.must("import", "needs", path, json=True)

    def row(self, n, evidence):
        return [self.school.student_no(n), "psychological", 4, "home_visit", evidence, "2026-02-24"]

    def show(self, n):
        return self.psych.must("need", "show", self.school.student_no(n), "--reason", "会谈准备",
                               json=True)["rows"]

    def test_evidence_is_read_by_whom_it_is_for(self):
        rows = [self.row(n, f"{MARKER} 第{n}人，\"引号\"") for n in range(1, 21)]
        first = self.give(rows, "first.csv")
        self.assertEqual(first["stored"], 20)
        again = self.give(rows, "again.csv")
        self.assertEqual((again["stored"], again["unchanged"]), (0, 20))
        for n in (1, 20):
            shown = self.show(n)
            self.assertEqual([(r["evidence"], r["severity"]) for r in shown],
                             [(rows[n - 1][4], 4)])
        self.assertCode(self.psych.run("need", "show", self.school.student_no(1)), INVALID)
        self.assertCode(self.school.lead.run("need", "show", self.school.student_no(1), "--reason",
                                             "x"), PERMISSION_DENIED)
        changed = self.give([self.row(1, f"{MARKER} 改")], "changed.csv")
        self.assertEqual(changed["stored"], 1)
        self.assertEqual(self.show(1)[0]["evidence"], f"{MARKER} 改")
        self.nowhere(MARKER)

    def test_a_dry_run_keeps_no_key(self):
        """Not even the key of a student whose first sealed content it would be."""
        path = self.school.write("needs", [self.row(n, "试") for n in (25, 26)], NEEDS, "dry.csv")
        keys = "select count(*) from campus_key union all select count(*) from student_key"
        before = self.district.sql(keys)
        dry = self.school.lead.must("import", "needs", path, "--dry-run", json=True)
        self.assertEqual((dry["stored"], dry["rejected"]), (2, 0))
        self.assertEqual(self.district.sql(keys), before)

    def nowhere(self, marker):
        needle = marker.encode()
        cluster = self.district.cluster
        self.district.sql("checkpoint")
        held = b"".join(memory(self.district.daemon.pid))
        self.assertIn(cluster.login.encode(), held)
        self.assertNotIn(needle, held)
        dump = subprocess.run([POSTGRESQL / "pg_dump", "-h", str(cluster.sockets), "-U", "postgres",
                               "jiedui"], capture_output=True, check=True).stdout
        self.assertIn(b"need_source", dump)
        for text in (marker, marker.encode().hex()):
            self.assertNotIn(text.encode(), dump)
        files = [p for p in cluster.data.rglob("*") if p.is_file()]
        self.assertTrue(any("pg_wal" in str(p) for p in files))
        logs = [d.log_path for d in self.district.daemons] + [cluster.folder / "pg.log"]
        self.assertEqual([str(p) for p in files + logs if needle in p.read_bytes()], [])

    def test_what_was_moved_or_changed_does_not_open(self):
        self.give([self.row(n, f"换位 {n}") for n in (22, 23)], "moved.csv")
        numbers = [self.school.student_no(n) for n in (22, 23)]
        self.district.sql(f"""
            with two as (select o.id, o.evidence, s.student_no
                         from need_source o join need n on n.id = o.need_id
                         join student s on s.id = n.student_id
                         where o.evidence is not null and s.student_no in {tuple(numbers)})
            update need_source o set evidence = f.evidence
            from two t join two f on f.student_no <> t.student_no where o.id = t.id""")
        shown = [self.psych.run("need", "show", self.school.student_no(n), "--reason", "x")
                 for n in (22, 23)]
        self.assertIn("does not open", "".join(s.stderr for s in shown))

    def test_keys_are_rotated_while_others_read_and_write(self):
        self.give([self.row(n, f"轮换前 {n}") for n in range(24, 28)], "before.csv")
        before = self.keys()
        with ThreadPoolExecutor(3) as pool:
            reading = [pool.submit(self.show, 24) for _ in range(8)]
            rotated = self.admin.must("key", "rotate", json=True)
            writing = pool.submit(self.give, [self.row(28, "轮换时")], "during.csv")
        self.assertGreaterEqual(rotated["done"], 4)
        self.assertEqual(rotated["left"], 0)
        self.assertEqual({r.result()[0]["evidence"] for r in reading}, {"轮换前 24"})
        self.assertEqual(writing.result()["stored"], 1)
        newest = max(k["version"] for k in self.keys())
        self.assertEqual(newest, max(k["version"] for k in before) + 1)
        self.admin.must("key", "rotate", json=True)
        self.add_master(2)
        self.district.stop()
        self.district.start()
        wrapped = self.admin.must("key", "rotate", "--master", json=True)
        self.assertEqual((wrapped["done"], wrapped["left"]), (len(self.keys()), 0))
        self.assertEqual({k["master_version"] for k in self.keys()}, {2})
        self.assertEqual(self.show(28)[0]["evidence"], "轮换时")
        self.assertCode(self.school.lead.run("key", "rotate"), PERMISSION_DENIED)

    def keys(self):
        return self.admin.must("key", "list", json=True)["rows"]

    def add_master(self, version):
        with open(self.district.folder / "master.key", "a", encoding="ascii") as file:
            file.write(f"{version} {secrets.token_hex(32)}\n")


if __name__ == "__main__":
    main()
