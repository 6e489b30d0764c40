"""contract.catalogue: the daemon finds no fault in itself; every statement of a campus binds the
campus; every operation has the grants that its statements need."""

import json
import os
import re
import subprocess
import sys
import unittest

from district import POSTGRESQL, Cluster, DistrictTest, main

BINDS = re.compile(r"\b([\w$]+)\.campus_id = \(?\(?NULLIF\(current_setting\('jiedui\.campus'")
BINDS_BY_FUNCTION = re.compile(r"\b([\w$]+)\.campus_id = \(?current_campus\(\)")
LINKS = re.compile(r"\b([\w$]+)\.campus_id = ([\w$]+)\.campus_id\b")


def statements():
    return json.loads(subprocess.run([os.environ["DUMP_STATEMENTS"]], check=True,
                                     capture_output=True, text=True).stdout)


def name_of(statement):
    return f"sql/operations/{statement['path']}, statement {statement['place']}"


def nulls(statement):
    n = statement["parameters"]
    return f"({', '.join(['null'] * n)})" if n else ""


def walk(node):
    yield node
    for child in node.get("Plans", ()):
        yield from walk(child)


def unbound(plan, tenant_tables):
    """The tenant tables that a plan scans without binding the campus: neither by a condition of
    their own nor joined by campus to one that is bound."""
    nodes = list(walk(plan))
    conditions = [v for node in nodes for k, v in node.items()
                  if k.endswith("Cond") or k.endswith("Filter")]
    bound = set()
    links = []
    for condition in conditions:
        bound |= set(BINDS.findall(condition)) | set(BINDS_BY_FUNCTION.findall(condition))
        links += LINKS.findall(condition)
    before = -1
    while len(bound) != before:
        before = len(bound)
        for left, right in links:
            if left in bound or right in bound:
                bound |= {left, right}
    return sorted({f"{n['Relation Name']} as {n['Alias']}" for n in nodes
                   if n.get("Relation Name") in tenant_tables and "Scan" in n["Node Type"]
                   and n["Alias"] not in bound})


def explain(cluster, wanted):
    """The generic plan of each (key, sql, parameters), read by the superuser, so that what row
    security would add is not in it. A key without plan has an error instead."""
    script = ["set plan_cache_mode = force_generic_plan;", "set search_path = public;"]
    for key, sql, values in wanted:
        script += [f"\\echo @@{key}", f"\\warn @@{key}", f"prepare q as {sql};",
                   f"explain (format json, verbose, costs off) execute q{values};",
                   "deallocate q;"]
    done = subprocess.run([POSTGRESQL / "psql", "-X", "-q", "-A", "-t", "-h", str(cluster.sockets),
                           "-U", "postgres", "-d", "jiedui", "-f", "-"], input="\n".join(script),
                          capture_output=True, text=True, timeout=120, check=True)
    plans = {}
    for part in done.stdout.split("@@")[1:]:
        key, text = part.split("\n", 1)
        plans[key] = json.loads(text)[0]["Plan"] if text.strip() else None
    errors = {part.split("\n", 1)[0]: part.split("\n", 1)[1].strip()
              for part in done.stderr.split("@@")[1:]}
    return plans, errors


class Catalogue(DistrictTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tenant_tables = {row[0] for row in cls.district.sql(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where c.relkind = 'r' and c.relrowsecurity and a.attname = 'campus_id'")}

    def test_the_daemon_finds_no_fault(self):
        self.district.start()
        self.assertEqual(self.district.client().run("ping").code, 0)
        self.district.stop()

    def test_every_statement_of_a_campus_binds_the_campus(self):
        own = [s for s in statements() if s["role"] == "app"]
        plans, errors = explain(self.district.cluster,
                                [(i, s["sql"], nulls(s)) for i, s in enumerate(own)])
        faults = []
        for i, statement in enumerate(own):
            plan = plans[str(i)]
            if plan is None:
                faults.append(f"{name_of(statement)}: {errors[str(i)]}")
                continue
            for table in unbound(plan, self.tenant_tables):
                faults.append(f"{name_of(statement)}: {table} is read without campus_id = :campus")
        print(f"{len(own)} statements planned", file=sys.stderr)
        self.assertEqual(faults, [], "\n".join(faults))

    def test_an_unbound_campus_is_caught(self):
        campus = "NULLIF(current_setting('jiedui.campus', true), '')::int"
        good = {
            "own": f"select name from student where campus_id = {campus}",
            "joined": "select s.name from student s join need n on n.campus_id = s.campus_id"
                      f" and n.student_id = s.id where s.campus_id = {campus}",
            "left": "select s.name from student s left join need n on n.campus_id = s.campus_id"
                    f" and n.student_id = s.id where s.campus_id = {campus}",
            "exists": f"select name from student s where campus_id = {campus} and exists (select"
                      " from need n where n.campus_id = s.campus_id and n.student_id = s.id)",
            "update": f"update student set name = name where campus_id = {campus}",
            "insert": f"insert into forbidden (campus_id) values ({campus})",
            "district": "select name from campus",
        }
        bad = {
            "all": ("select name from student", ["student as student"]),
            "key": ("select name from student where id = $1::bigint", ["student as student"]),
            "pair": ("select s.name from student s join need n on n.campus_id = s.campus_id and"
                     " n.student_id = s.id", ["need as n", "student as s"]),
            "other": (f"select s.name from student s join need n on n.student_id = s.id where"
                      f" s.campus_id = {campus}", ["need as n"]),
            "change": ("update student set name = name where id = $1::bigint",
                       ["student as student"]),
        }
        wanted = [(k, sql, "") for k, sql in good.items()]
        wanted += [(k, sql, "(null)" if "$1" in sql else "") for k, (sql, _) in bad.items()]
        plans, errors = explain(self.district.cluster, wanted)
        for key in good:
            self.assertIsNotNone(plans[key], errors[key])
            self.assertEqual(unbound(plans[key], self.tenant_tables), [], key)
        for key, (_, tables) in bad.items():
            self.assertIsNotNone(plans[key], errors[key])
            self.assertEqual(unbound(plans[key], self.tenant_tables), tables, key)

    def missing_grants(self, wanted):
        """Runs each statement as the daemon would, with nothing but NULLs, and undoes it."""
        script = ["\\set VERBOSITY sqlstate"]
        for key, role, sql, values in wanted:
            script += [f"\\warn @@{key}", "begin;", f"set local role {role};",
                       "select set_config('jiedui.campus', '0', true),"
                       " set_config('jiedui.account', '1', true),"
                       " set_config('jiedui.role', 'psychology_teacher', true),"
                       " set_config('jiedui.now', '2026-03-05T00:00:00Z', true) \\g /dev/null",
                       f"prepare q as {sql};", f"execute q{values} \\g /dev/null", "rollback;",
                       "deallocate all;"]
        cluster: Cluster = self.district.cluster
        done = subprocess.run([POSTGRESQL / "psql", "-X", "-q", "-h", str(cluster.sockets), "-U",
                               "jieduid", "-d", "jiedui", "-f", "-"], input="\n".join(script),
                              capture_output=True, text=True, timeout=120, check=True)
        return [part.split("\n", 1)[0] for part in done.stderr.split("@@")[1:] if "42501" in part]

    def test_every_operation_has_its_grants(self):
        every = statements()
        missing = self.missing_grants([(i, s["role"], s["sql"], nulls(s))
                                       for i, s in enumerate(every)])
        faults = [f"{name_of(every[int(key)])}: the role {every[int(key)]['role']} lacks a grant"
                  for key in missing]
        print(f"{len(every)} statements run", file=sys.stderr)
        self.assertEqual(faults, [], "\n".join(faults))

    def test_a_missing_grant_is_caught(self):
        wanted = [("read", "district", "select name from student", ""),
                  ("call", "statistics", "select disable_account('x')", ""),
                  ("write", "app", "delete from student", ""),
                  ("good", "app", "select name from student where name = $1::text", "(null)")]
        self.assertEqual(self.missing_grants(wanted), ["read", "call", "write"])


if __name__ == "__main__":
    main()
