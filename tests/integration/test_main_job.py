"""A district's main job on the two real schools, from files to statistics."""

import csv
import hashlib
import tempfile
from collections import Counter

from district import DistrictTest, main
from figures import Rows, percent
from school import GP, KINDS, MS, School, real_schools

PAIRED_ON = "2026-03-05"
LENT_ON = "2026-03-08"
LATER = "2026-03-09"
DAYS = ("2026-01-01", "2026-02-22", "2026-02-25", "2026-03-04", PAIRED_ON, "2026-03-07", LENT_ON,
        "2026-03-16", "2026-03-31")
NEEDS = {GP: {"academic": 32, "psychological": 26, "talent": 83},
         MS: {"academic": 68, "psychological": 25, "talent": 22}}
COUNTED = ("students", "needs", "in_need_students", "covered_students", "coverage_percent",
           "waiting", "mentors", "free_places", "records")


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class MainJob(DistrictTest):
    """The job is done once; each test looks at one side of it."""

    settings = {"clock": "2026-04-01T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = tempfile.TemporaryDirectory(prefix="jiedui-schools-")
        cls.addClassCleanup(cls.files.cleanup)
        cls.folders = real_schools(cls.files.name)
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.schools = {GP: School(cls.district, cls.admin),
                       MS: School(cls.district, cls.admin, MS, "MS 中学", "lead.ms")}
        cls.imports, cls.freezes, cls.runs, cls.shown, cls.waiting = {}, {}, {}, {}, {}
        cls.published, cls.loan_parts, cls.after = {}, {}, {}
        for code, school in cls.schools.items():
            cls.start_year(code, school.lead)
        for code, school in cls.schools.items():
            cls.match(code, school.lead)
        for code, school in cls.schools.items():
            cls.write_records(code, school)
        cls.lend()

    @classmethod
    def start_year(cls, code, lead):
        cls.imports[code] = {k: lead.must("import", k, cls.folders[code] / f"{k}.csv", json=True).json
                             for k in KINDS}
        cls.freezes[code] = lead.must("need", "freeze", "--on", PAIRED_ON, json=True).json

    @classmethod
    def match(cls, code, lead):
        cls.runs[code] = run = lead.must("match", "run", "--on", PAIRED_ON, json=True).json
        cls.shown[code] = lead.must("match", "show", run["run_id"], "--limit", "10000",
                                    json=True).json
        cls.waiting[code] = lead.must("match", "waiting", run["run_id"], "--limit", "10000",
                                      json=True).json
        cls.published[code] = lead.must("match", "publish", run["run_id"], json=True).json

    @classmethod
    def write_records(cls, code, school):
        """Every third pair met once, and not all of them in the morning."""
        rows = [[p["staff_no"], p["student_no"], p["group"], "meeting", "face_to_face",
                 f"2026-03-{9 + n % 20:02d}T{(7, 16, 23)[n % 3]:02d}:30", 40, "认识与约定"]
                for n, p in enumerate(school.pairings()) if n % 3 == 0]
        school.add("records", rows)
        cls.n_records = getattr(cls, "n_records", 0) + len(rows)

    @classmethod
    def lend(cls):
        cls.loan = cls.admin.must("loan", "run", "--on", LENT_ON, json=True).json
        for code, school in cls.schools.items():
            shown = school.lead.must("loan", "show", cls.loan["run_id"], json=True).json
            reply = None
            if any(r.get("staff_no") for r in shown["rows"]):
                reply = school.lead.must("loan", "publish", cls.loan["run_id"], json=True).json
            cls.loan_parts[code] = (shown, reply)
            run = school.lead.must("match", "run", "--on", LATER, "--dry-run", json=True).json
            cls.after[code] = run
        cls.rows = Rows(cls.district.sql)

    @classmethod
    def statistics(cls, day):
        return {c: s.lead.must("statistics", "campus", "--as-of", day, json=True).json
                for c, s in cls.schools.items()}

    def test_the_files_are_the_real_schools(self):
        self.assertEqual({c: i["students"]["stored"] for c, i in self.imports.items()},
                         {GP: 423, MS: 226})
        for code, replies in self.imports.items():
            for kind, reply in replies.items():
                rows = len(read(self.folders[code] / f"{kind}.csv"))
                self.assertEqual((reply["stored"], reply["rejected"]), (rows, 0), f"{code} {kind}")

    def test_the_needs_are_those_of_the_real_rows(self):
        for code, school in self.schools.items():
            rows = school.lead.must("need", "list", "--as-of", PAIRED_ON, "--limit", "10000",
                                    json=True)["rows"]
            self.assertEqual(Counter(r["group"] for r in rows), NEEDS[code])
        self.assertEqual({c: f["needs"] for c, f in self.freezes.items()}, {GP: 141, MS: 115})

    def test_the_frozen_list_has_the_hash_of_its_lines(self):
        """SHA-256 over student_no,group,severity,source;source, sorted, LF."""
        for code, folder in self.folders.items():
            sources, severity = {}, {}
            for row in read(folder / "needs.csv"):
                key = (row["student_no"], row["group"])
                sources.setdefault(key, set()).add(row["source"])
                severity[key] = row["severity"]
            lines = sorted(f"{no},{g},{severity[no, g]},{';'.join(sorted(s))}\n"
                           for (no, g), s in sources.items())
            self.assertEqual(self.freezes[code]["sha256"],
                             hashlib.sha256("".join(lines).encode()).hexdigest())

    def test_a_run_adds_up_and_shows_every_request(self):
        for code, run in self.runs.items():
            self.assertEqual(run["requests"], sum(NEEDS[code].values()))
            self.assertEqual(run["requests"], run["locked"] + run["chosen"] + run["moved"]
                             + run["coordinated"] + run["waiting"])
            rows = self.shown[code]["rows"]
            self.assertEqual(len(rows), run["requests"])
            self.assertEqual(sum(r["fit"] for r in rows if r["staff_no"]), run["total_fit"])
            waiting = [r for r in rows if not r["staff_no"]]
            self.assertEqual(len(waiting), run["waiting"])
            self.assertEqual(sorted((r["student_no"], r["group"], r["reason"]) for r in waiting),
                             sorted((r["student_no"], r["group"], r["reason"])
                                    for r in self.waiting[code]["rows"]))
            self.assertEqual(self.published[code]["pairings"], run["requests"] - run["waiting"])

    def test_every_waiting_need_has_its_reason(self):
        """MS has 15 places for 25 psychological needs; its mentors are full, not missing."""
        rows = [r for r in self.waiting[MS]["rows"] if r["group"] == "psychological"]
        self.assertGreater(len(rows), 0)
        self.assertLessEqual({r["reason"] for r in rows},
                             {"NO_FREE_PLACE", "NO_QUALIFIED_MENTOR", "ALL_FORBIDDEN"})
        places = self.places(MS, "psychological")
        self.assertEqual({r["reason"] for r in rows},
                         {"NO_FREE_PLACE"} if places else {"NO_QUALIFIED_MENTOR"})

    def places(self, code, group):
        """Places of declared and qualified mentors, from the files' rows."""
        campus = self.rows.campus_ids[code]
        home = {s.id for s in self.rows.staff if s.campus_id == campus and s.home_campus_id is None}
        return sum(self.rows.limit(campus, p.staff_id, PAIRED_ON) for p in self.rows.mentor_profile
                   if p.campus_id == campus and p.in_group == group and p.staff_id in home
                   and self.rows.is_qualified(campus, p.staff_id, group, None, PAIRED_ON))

    def test_fewer_wait_after_the_loan(self):
        self.assertGreater(self.loan["placed"], 0)
        shown, reply = self.loan_parts[MS]
        self.assertEqual(reply["pairings"], sum(1 for r in shown["rows"] if r["staff_no"]))
        self.assertEqual(sum(r["pairings"] for _, r in self.loan_parts.values() if r),
                         self.loan["placed"])
        before = sum(r["group"] == "psychological" for r in self.waiting[MS]["rows"])
        after = next(g for g in self.statistics("2026-03-31")[MS]["groups"]
                     if g["group"] == "psychological")
        self.assertLess(after["needs"] - after["paired"], before)
        self.assertEqual(self.after[MS]["waiting"], self.statistics("2026-03-31")[MS]["waiting"])
        self.assertTrue(all(r["staff_no"].startswith(f"{GP}/") for r in shown["rows"]
                            if r["staff_no"]))

    def test_every_paired_mentor_is_qualified_and_within_limit(self):
        """S32, recomputed from the stored rows on every day on which a pairing begins."""
        rows = self.rows
        people = {(s.campus_id, s.id): s for s in rows.staff}
        profiles = {(p.campus_id, p.staff_id, p.in_group) for p in rows.mentor_profile}
        subjects = {(n.campus_id, n.student_id, n.in_group): n.subject for n in rows.need}
        self.assertGreater(len(rows.pairing), 200)
        for p in rows.pairing:
            day = p.started_on
            self.assertTrue(rows.may_serve(people[p.campus_id, p.staff_id], day), p)
            self.assertIn((p.campus_id, p.staff_id, p.in_group), profiles)
            subject = subjects[p.campus_id, p.student_id, p.in_group]
            self.assertTrue(rows.is_qualified(p.campus_id, p.staff_id, p.in_group, subject, day), p)
        for campus, staff in {(p.campus_id, p.staff_id) for p in rows.pairing}:
            for day in (PAIRED_ON, LENT_ON, "2026-12-31"):
                load = rows.load(campus, staff, day) + rows.lent(campus, staff, day)
                self.assertLessEqual(load, rows.limit(campus, staff, day), (campus, staff, day))

    def test_a_lent_mentor_keeps_one_limit_over_both_schools(self):
        """S32: students at home and places lent together stay within the home limit."""
        rows = self.rows
        lent = {(campus, staff) for campus, staff, *_ in rows.lent_places}
        self.assertGreater(len(lent), 0)
        numbers = {(s.campus_id, s.id): s.staff_no for s in rows.staff}
        codes = {i: c for c, i in rows.campus_ids.items()}
        for campus, staff in lent:
            guest_no = f"{codes[campus]}/{numbers[campus, staff]}"
            away = sum(numbers[p.campus_id, p.staff_id] == guest_no for p in rows.pairing)
            self.assertLessEqual(rows.load(campus, staff, LENT_ON) + away,
                                 rows.limit(campus, staff, LENT_ON), guest_no)

    def test_statistics_are_the_stored_rows_on_any_day(self):
        """Each figure again in Python, for nine days."""
        for day in DAYS:
            found = self.statistics(day)
            for code, reply in found.items():
                wanted = self.rows.figures(code, day)
                with self.subTest(day=day, campus=code):
                    self.assertEqual({k: reply[k] for k in COUNTED}, {k: wanted[k] for k in COUNTED})
                    self.assertEqual([{k: g[k] for k in w} for g, w in
                                      zip(reply["groups"], wanted["groups"])], wanted["groups"])
                    self.assertEqual((reply["as_of"], reply["campus_code"]), (day, code))
        last = self.statistics("2026-03-31")
        self.assertEqual({c: (r["students"], r["needs"], r["in_need_students"])
                          for c, r in last.items()}, {GP: (423, 141, 136), MS: (226, 115, 100)})
        self.assertEqual(sum(r["records"] for r in last.values()), self.n_records)

    def test_the_district_is_sums_over_sums(self):
        for day in DAYS:
            reply = self.admin.must("statistics", "district", "--as-of", day, json=True).json
            campuses = self.statistics(day)
            with self.subTest(day):
                for row in reply["rows"]:
                    own = campuses[row["campus_code"]]
                    self.assertEqual({k: row[k] for k in COUNTED}, {k: own[k] for k in COUNTED})
                    for group, wanted in zip(row["groups"], own["groups"]):
                        self.check_group(group, wanted["needs"], wanted["paired"])
                total = {k: sum(c[k] for c in campuses.values())
                         for k in COUNTED if k != "coverage_percent"}
                self.assertEqual({k: reply[k] for k in total}, total)
                self.assertEqual(reply["coverage_percent"],
                                 percent(total["covered_students"], total["in_need_students"]))
                for n, group in enumerate(reply["groups"]):
                    needs = sum(c["groups"][n]["needs"] for c in campuses.values())
                    paired = sum(c["groups"][n]["paired"] for c in campuses.values())
                    self.check_group(group, needs, paired)

    def check_group(self, group, needs, paired):
        """As it is, or hidden: a small count, or one that would give it away."""
        if group["suppressed"]:
            self.assertIn(group["needs"], (None, needs))
            self.assertIn(group["paired"], (None, paired))
            self.assertIn(group["shown"], ("<5", "*"))
            return
        self.assertEqual((group["needs"], group["paired"], group["percent"]),
                         (needs, paired, percent(paired, needs)))

    def test_the_past_stays_as_it_was(self):
        """A day before the loan says the same after it."""
        now = self.statistics(PAIRED_ON)
        for code, reply in now.items():
            self.assertEqual({k: reply[k] for k in COUNTED},
                             {k: self.rows.figures(code, PAIRED_ON)[k] for k in COUNTED})

    def test_importing_again_changes_nothing(self):
        dump = "select md5(string_agg(t::text, '|' order by t::text)) from {} as t"
        tables = ("student", "staff", "mentor", "mentor_profile", "qualification", "need",
                  "need_source", "choice", "answer", "fit", "forbidden", "pairing")
        before = {t: self.district.sql(dump.format(t)) for t in tables}
        for code, school in self.schools.items():
            for kind in KINDS:
                reply = school.lead.must("import", kind, self.folders[code] / f"{kind}.csv",
                                         json=True).json
                self.assertEqual((reply["stored"], reply["rejected"]), (0, 0), f"{code} {kind}")
                self.assertEqual(reply["unchanged"], self.imports[code][kind]["stored"])
        self.assertEqual({t: self.district.sql(dump.format(t)) for t in tables}, before)


if __name__ == "__main__":
    main()
