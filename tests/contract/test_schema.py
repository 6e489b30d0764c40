"""contract.schema: what the database itself promises: sentences, row security, no rights that
nobody gave."""

import re

from district import JIEDUID, SOURCE, DistrictTest, Failure, call, main

REFUSAL = re.compile(r"\brefuse\s*\(\s*'([^']+)'")
OURS = "connamespace = 'public'::regnamespace"


class Schema(DistrictTest):
    def faults(self, query):
        """The first column of each row that should not be there."""
        found = [" ".join(str(v) for v in row) for row in self.district.sql(query)]
        self.assertEqual(found, [], "\n".join(found))

    def test_every_constraint_has_its_sentence(self):
        self.faults(f"""
            select coalesce(conrelid::regclass::text, ''), conname from pg_constraint
            where {OURS} and contype <> 't'
              and (conrelid = 0 or conrelid <> coalesce(to_regclass('schema_migration'), 0))
              and coalesce(obj_description(oid, 'pg_constraint'), '') !~ '[.]$'""")

    def test_every_unique_index_has_its_sentence(self):
        self.faults("""
            select i.indexrelid::regclass from pg_index i join pg_class c on c.oid = i.indexrelid
            where c.relnamespace = 'public'::regnamespace and i.indisunique
              and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
              and coalesce(obj_description(i.indexrelid, 'pg_class'), '') !~ '[.]$'""")

    def test_constraints_are_named_once(self):
        """A sentence is found by the constraint's name alone."""
        self.faults(f"""
            select conname, count(*) from pg_constraint where {OURS} group by conname
            having count(distinct obj_description(oid, 'pg_constraint')) > 1""")

    def test_every_tenant_table_shows_its_own_campus_alone(self):
        self.faults("""
            select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
              and a.attname = 'campus_id' and not a.attisdropped
              and not (c.relrowsecurity and c.relforcerowsecurity and exists (
                  select from pg_policy p where p.polrelid = c.oid and p.polname = 'own_campus'
                    and p.polroles = '{0}' and p.polcmd = '*'))""")

    def test_campus_comes_first_in_every_key_of_a_tenant_table(self):
        self.faults("""
            select i.indexrelid::regclass from pg_index i join pg_class t on t.oid = i.indrelid
            join pg_attribute a on a.attrelid = t.oid and a.attname = 'campus_id'
            where t.relnamespace = 'public'::regnamespace and i.indisunique
              and not i.indkey[0] = a.attnum
              and t.relname not in ('account_directory', 'student_directory', 'session',
                                    'device')""")

    def test_everybody_may_do_nothing(self):
        self.faults("""
            select p.oid::regprocedure from pg_proc p
            where p.pronamespace = 'public'::regnamespace
              and has_function_privilege('public', p.oid, 'execute')
              and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')""")
        self.faults("""
            select c.relname, x.privilege_type from pg_class c, aclexplode(c.relacl) x
            where c.relnamespace = 'public'::regnamespace and x.grantee = 0""")
        self.faults("""
            select x.privilege_type from pg_namespace n, aclexplode(n.nspacl) x
            where n.nspname = 'public' and x.grantee = 0""")

    def test_functions_with_rights_of_their_own_have_a_fixed_search_path(self):
        self.faults("""
            select p.oid::regprocedure from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.prosecdef
              and not coalesce(p.proconfig, '{}') @> '{"search_path=public, pg_temp"}'""")

    def test_functions_find_their_names_in_a_fixed_place(self):
        """Either a body that is parsed once, or a search path of their own. Those of every call
        have the login's path, which names public first, and lend nobody rights."""
        self.faults("""
            select p.oid::regprocedure from pg_proc p join pg_language l on l.oid = p.prolang
            where p.pronamespace = 'public'::regnamespace and l.lanname in ('sql', 'plpgsql')
              and p.prosqlbody is null
              and not coalesce(array_to_string(p.proconfig, ','), '') like '%search_path=%'
              and not (l.lanname = 'sql' and not p.prosecdef)
              and not (not p.prosecdef and p.proname in ('identify', 'local_date', 'today',
                       'current_plan', 'plan_first_on', 'plan_version_on', 'plan_value',
                       'campus_code_of', 'serves', 'tell_record', 'is_qualified',
                       'service_fault'))""")

    def test_the_daemons_login_owns_nothing(self):
        self.faults("""
            select classid::regclass, objid from pg_shdepend
            where refobjid = 'jieduid'::regrole and deptype = 'o'""")
        self.faults("""
            select rolname from pg_roles where rolname = 'jieduid' and (rolsuper or rolinherit
              or rolcreaterole or rolcreatedb or rolbypassrls or not rolcanlogin)""")
        self.faults("""
            select rolname from pg_roles where rolcanlogin
              and rolname not in ('jieduid', 'postgres')""")

    def test_the_daemons_login_reads_nothing_by_itself(self):
        tables = [row[0] for row in self.district.sql(
            "select format('public.%I', relname) from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p')")]
        self.assertGreater(len(tables), 30)
        read = []
        for table in tables:
            try:
                self.district.sql(f"select count(*) from {table}", user="jieduid")
                read.append(table)
            except Failure as refusal:
                self.assertIn("42501", str(refusal))
        self.assertEqual(read, [])

    def test_a_campus_reads_no_other_campus(self):
        """Row security alone: campus 7 of a district that has nothing shows no row of campus 8."""
        rows = self.district.sql("""
            begin;
            set local role app;
            select set_config('jiedui.campus', '', true) \\g /dev/null
            select count(*) from student;
            select count(*) from account;
            rollback;""")
        self.assertEqual(rows, [["0"], ["0"]])

    def test_every_refusal_has_its_sentence(self):
        known = {row[0]: row[1] for row in self.district.sql("select name, sentence from rule")}
        used = {}
        for path in sorted((SOURCE / "sql").rglob("*.sql")):
            for name in REFUSAL.findall(path.read_text()):
                used.setdefault(name, path.relative_to(SOURCE))
        faults = [f"{path}: {name}" for name, path in used.items() if name not in known]
        self.assertEqual(faults, [], "\n".join(faults))
        self.assertGreater(len(used), 10)

    def test_every_sentence_is_one(self):
        self.faults("select name, sentence from rule where sentence !~ '^[A-Z][^\\n]*[.]$'")

    def test_migrating_again_changes_nothing(self):
        ran = "select number, checksum, run_at from schema_migration order by 1"
        before = self.district.sql(ran)
        said = call([JIEDUID, "--migrate", "--database", self.district.cluster.administration])
        self.assertNotIn("migrated", said)
        self.assertEqual(self.district.sql(ran), before)


if __name__ == "__main__":
    main()
