"""integration.upgrade: a database of the version before is brought to this one (R13)."""

import hashlib
import os
import re
import subprocess
import tempfile
import unittest

from district import JIEDUID, SOURCE, Cluster, main, sanitized

BEFORE = 35  # the newest migration that ran while its policies ran after it
OWNER = re.compile(r"alter function (.+?) owner to (\w+);", re.S)


def rank(path):
    return int(path.name[:4])


class Upgrade(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="jiedui-")
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o755)
        self.cluster = Cluster(folder.name)
        self.cluster.create()
        self.cluster.start()
        self.addCleanup(self.cluster.stop)
        self.cluster.sql("create database jiedui", database="postgres")

    def make_old_database(self):
        """Migrations up to BEFORE as the daemon keeps them, and functions owned as policies say."""
        sql = ["create table schema_migration (number int primary key, name text not null,"
               " checksum text not null, oldest_daemon text not null,"
               " run_at timestamptz not null default now());"]
        files = [f for f in sorted((SOURCE / "sql/migrations").glob("*.sql")) if rank(f) <= BEFORE]
        for file in files:
            sql.append(f"begin;\n{file.read_text()}\ncommit;")
            sql.append("insert into schema_migration values"
                       f" ({rank(file)}, '{file.name}',"
                       f" '{hashlib.sha256(file.read_bytes()).hexdigest()}', '0.2.0');")
        self.cluster.sql("\n".join(sql))
        self.cluster.sql((SOURCE / "sql/policies/10_roles.sql").read_text())
        owned = [pair for file in sorted((SOURCE / "sql/policies").glob("*.sql"))
                 for pair in OWNER.findall(file.read_text())]
        there = [pair for pair in owned if self.cluster.sql(
            f"select to_regprocedure('{pair[0]}') is not null"
            f" and to_regrole('{pair[1]}') is not null") == [["t"]]]
        self.assertGreater(len(there), 15)
        self.cluster.sql("".join(f"alter function {f} owner to {o};" for f, o in there))
        return there

    def migrate(self):
        done = subprocess.run([JIEDUID, "--migrate", "--database", self.cluster.administration],
                              capture_output=True, text=True, timeout=120, check=False,
                              env=sanitized(dict(os.environ)))
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_functions_of_narrow_roles_are_replaced_and_stay_theirs(self):
        owned = self.make_old_database()
        said = self.migrate()
        self.assertIn(f"migrated migrations/00{BEFORE + 1}_", said)
        self.assertNotIn(f"migrated migrations/00{BEFORE}_", said)
        self.assertIn(["kpi_parts(date)", "statistics"], self.cluster.sql(
            "select oid::regprocedure, proowner::regrole from pg_proc where proname = 'kpi_parts'"))
        self.assertIn(("kpi_parts(date)", "statistics"), owned)
        self.assertNotIn("migrated", self.migrate())


if __name__ == "__main__":
    main()
