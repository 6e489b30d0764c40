"""integration.suppression: all that the district can get of a day, from every command, held against
a solver of its own (GLPK): no number that is hidden anywhere can be computed from what is shown."""

import re
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

from district import DistrictTest, Failure, main
from school import GP, MS, School, real_schools

DAY = "2026-03-31"
SPLITS = ("grade", "group", "level", "subject")
# What an observer knows of the figures: the same count under two names, and what bounds what.
SAME = {("group_coverage", "d"): ("needs", "n"), ("coverage", "n"): ("covered", "n"),
        ("coverage", "d"): ("in_need", "n"), ("agreements", "d"): ("pairings", "n"),
        ("S16", "n"): ("warnings", "n"), ("S16", "d"): ("students", "n"),
        ("S18", "d"): ("S17", "d"),
        # One round, and nobody was paired or parted since.
        ("evaluation", "d"): ("pairings", "n")}
TRENDS = ("S13", "S14", "S15.emotion", "S15.communication", "S17", "S18", "coverage")
MEANS = ("S19.guidance", "S19.growth")
STAFF = ("mentors", "free_places", "mentor_load", "mentors_by_load", "honoured_mentors", "shortage",
         "screening")
AT_LEAST = ((("pairings", "n"), ("group_coverage", "n")), (("needs", "n"), ("in_need", "n")),
            (("students", "n"), ("in_need", "n")))
# A student has one need in a group, and one pairing: wholes that are at least each group's part.
AT_LEAST_EACH = {("needs", "n"): ("in_need", "n"), ("group_coverage", "n"): ("covered", "n")}
# A year's facts, too many to be typed: evaluations, events, contests, examinations.
FACTS = """
insert into evaluation_round (campus_id, cutoff_on, opened_at, opened_by)
select id, '2026-03-20', now(), 1 from campus where id > 0;
insert into evaluation (campus_id, cutoff_on, pairing_id, marks, method_reached, emotion,
                        communication, guidance, growth, outcome, filled_at, filled_by)
select p.campus_id, '2026-03-20', p.id, 80, n % 9 > 0, levels[1 + n % 7 / 3],
       levels[1 + n % 11 / 4], 80 + n % 20, 75 + n % 25, 'continue', now(), 1
from (select q.*, row_number() over (order by campus_id, student_id, id)::int as n,
             '{excellent,good,fair,poor}'::trait_level[] as levels from pairing as q) as p
where n % 3 > 0 and p.started_on <= '2026-03-20';
insert into warning_event (campus_id, id, student_id, level, opened_on, noticed_at, noticed_by,
                           is_drill, harm_by_others)
select s.campus_id, gen_random_uuid(), s.id, ('{red,orange,yellow,blue}'::warning_level[])
           [1 + s.n % 4 * (s.n % 3) / 2], '2026-03-10', '2026-03-10 08:00+08', 1, false, false
from (select t.*, row_number() over (order by campus_id, id)::int as n from student as t) as s
where n % 31 = 0;
insert into contest_entry (campus_id, id, student_id, contest, level, held_on, award, recorded_at,
                           recorded_by)
select n.campus_id, gen_random_uuid(), n.student_id, '区赛', 'district', '2026-03-12',
       case when n.student_id % 5 = 0 then '一等奖' end, now(), 1
from need as n where n."group" = 'talent' and n.student_id % 12 > 0;
insert into score (campus_id, student_id, subject, exam, taken_on, full_mark, mark)
select n.campus_id, n.student_id, m.subject, 'final', '2026-03-25', 100, 40 + n.student_id * 7 % 60
from need as n cross join main_subject as m
where n."group" = 'academic' and n.student_id % 3 > 0
"""


def name_of(figure, what):
    return SAME.get((figure, what), (figure, what))


class Observer:
    """Unknown whole numbers, equations between them, and a solver that pushes one up or down."""

    def __init__(self):
        self.truth = {}
        self.numbers = {}
        self.lines = []
        self.fixed = {}

    def variable(self, key):
        if key not in self.numbers:
            self.numbers[key] = f"x{len(self.numbers)}"
            self.truth.setdefault(key, 0)
        return self.numbers[key]

    def sum(self, whole, parts):
        """whole = Σ parts, where it is true."""
        if self.truth.get(whole, 0) != sum(self.truth.get(p, 0) for p in parts):
            return
        terms = " ".join(f"- {self.variable(p)}" for p in parts)
        self.lines.append(f"{self.variable(whole)} {terms} = 0")

    def at_least(self, large, small):
        if self.truth.get(large, 0) >= self.truth.get(small, 0):
            self.lines.append(f"{self.variable(large)} - {self.variable(small)} >= 0")

    def solve(self, direction, key, folder):
        rows = [f"c{n}: {line}" for n, line in enumerate(self.lines)]
        bounds = [f"{self.numbers[k]} = {v}" for k, v in self.fixed.items()]
        names = list(self.numbers.values())
        model = folder / "model.lp"
        model.write_text("\n".join(
            [direction, f"o: {self.variable(key)}", "subject to", *rows, "bounds", *bounds,
             "general", *names, "end", ""]))
        done = subprocess.run(["glpsol", "--lp", model, "--write", folder / "out", "--tmlim", "5"],
                              capture_output=True, text=True, check=False, timeout=60)
        order = re.findall(r"x\d+", model.read_text())
        columns = list(dict.fromkeys(order))
        values = {}
        for line in (folder / "out").read_text().splitlines():
            found = re.match(r"j (\d+) (-?\d+)", line)
            if found:
                values[columns[int(found[1]) - 1]] = int(found[2])
        if len(values) != len(names):
            raise Failure(f"no solution: {done.stdout[-500:]}")
        return {k: values[v] for k, v in self.numbers.items()}

    def closed(self, hidden, folder):
        """Those of the hidden cells that have no second value."""
        left = [k for k in hidden if k in self.numbers and k not in self.fixed]
        known = [k for k in hidden if k in self.fixed]
        self.runs = 0
        shut = []
        while left:
            key = left[0]
            for direction in ("maximize", "minimize"):
                self.runs += 1
                found = self.solve(direction, key, folder)
                left = [k for k in left if found[k] == self.truth[k]]
                if key not in left:
                    break
            if key in left:
                shut.append(key)
                left.remove(key)
        return known + shut


class Suppression(DistrictTest):
    settings = {"clock": "2026-04-01T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = tempfile.TemporaryDirectory(prefix="jiedui-schools-")
        cls.addClassCleanup(cls.files.cleanup)
        folders = real_schools(cls.files.name)
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.leads, cls.stages = {}, {}
        for code, name, lead, stage in ((GP, "GP 中学", "lead.gp", "senior"),
                                        (MS, "MS 中学", "lead.ms", "junior")):
            school = School(cls.district, cls.admin, code, name, lead, stage=stage)
            cls.stages[stage] = code
            cls.leads[code] = school.lead
            for kind in ("students", "staff", "mentors", "qualifications", "needs"):
                school.lead.must("import", kind, folders[code] / f"{kind}.csv")
            run = school.lead.must("match", "run", "--on", "2026-03-05", json=True)["run_id"]
            school.lead.must("match", "publish", run)
        cls.district.sql(FACTS)
        for lead in cls.leads.values():
            lead.must("report", "month", "draft", "2026-03", "--done", "按计划开展")
            lead.must("report", "month", "submit", "2026-03")
        cls.truth = {code: cls.figures(lead) for code, lead in cls.leads.items()}
        cls.seen = cls.figures(cls.admin, "campus", "stage")

    @classmethod
    def figures(cls, who, *more):
        words = [w for by in (*SPLITS, *more) for w in ("--by", by)]
        return who.must("statistics", "figures", "--as-of", DAY, *words, json=True)["rows"]

    def observer(self):
        """What is true of both campuses, as their leads see it, and how it hangs together."""
        seen = Observer()
        parts = defaultdict(set)
        for row in self.seen:  # hidden zeros have rows for the district alone
            if row["campus_code"] and row["by"] and row["figure"] not in STAFF:
                for what in self.counts(row):
                    key = (row["campus_code"], *name_of(row["figure"], what))
                    parts[key, row["by"]].add(row["part"])
        for code, rows in self.truth.items():
            for row in rows:
                self.assertFalse(row["suppressed"], "a lead's own view is whole")
                if row["figure"] in STAFF:
                    continue
                for what, value in self.counts(row).items():
                    count = name_of(row["figure"], what)
                    seen.truth[(code, *count, row["by"], row["part"])] = int(value)
                    if row["by"]:
                        parts[(code, *count), row["by"]].add(row["part"])
        for (count, by), names in parts.items():
            cells = [(*count, by, part) for part in sorted(names)]
            seen.sum((*count, None, None), cells)
        self.relate(seen)
        for key in [k for k in seen.truth if k[0] in self.truth]:
            total = ("district", *key[1:])
            seen.truth[total] = sum(seen.truth.get((c, *key[1:]), 0) for c in self.truth)
        for key in [k for k in seen.truth if k[0] == "district"]:
            seen.sum(key, [(c, *key[1:]) for c in self.truth])
        for stage, code in self.stages.items():
            for key in [k for k in seen.truth if k[0] == code and k[3] is None]:
                seen.truth[stage, *key[1:]] = seen.truth[key]
                seen.sum((stage, *key[1:]), [key])
        return seen

    @staticmethod
    def counts(row):
        """Numerator and denominator; the points of a mean are none."""
        values = {} if row["figure"] in MEANS else {"n": row["numerator"] or "0"}
        if row["denominator"] is not None or row["figure"] in MEANS or row.get("percent"):
            values["d"] = row["denominator"] or "0"
        return values

    def relate(self, seen):
        for code, figure, what, by, part in list(seen.truth):
            here = (code, figure, what, by, part)
            if what == "d":
                seen.at_least(here, (code, *name_of(figure, "n"), by, part))
            for large, small in AT_LEAST:
                if (figure, what) == large and (code, *small, by, part) in seen.truth:
                    seen.at_least(here, (code, *small, by, part))
            if (figure, what, by, part) == ("needs", "n", "group", "talent"):
                seen.at_least((code, "S17", "d", None, None), here)
            reached = AT_LEAST_EACH.get((figure, what))
            if by == "group" and reached is not None:
                seen.at_least((code, *reached, None, None), here)
            waits = (code, "waiting", "n", by, part)
            if (figure, what) == ("group_coverage", "n") and waits in seen.truth:
                seen.sum((code, "needs", "n", by, part), [here, waits])

    def collect(self):
        """Every number the district is shown, and every one that is hidden from it."""
        rows = [(r["campus_code"] or "district", r["figure"], r["by"], r["part"], r)
                if r["by"] != "stage" else (r["part"], r["figure"], None, None, r)
                for r in self.seen]
        for figure in TRENDS:
            found = self.admin.must("statistics", "trend", "--figure", figure, "--each-campus",
                                    "--from", DAY, "--until", DAY, json=True)["rows"]
            self.assertEqual(len(found), 3, figure)
            rows += [(r["campus_code"] or "district", figure, None, None, r) for r in found]
        for code in self.leads:
            report = self.admin.must("report", "month", "show", "2026-03", "--campus-code", code,
                                     json=True)
            rows += [(code, r["figure"], r["by"], r["part"], r) for r in report["rows"]]
        for row in self.admin.must("statistics", "kpi", "--as-of", DAY, json=True)["rows"]:
            figure, _, subject = row["kpi"].partition("S13.")[0] or "S13", "", None
            if row["kpi"].startswith("S13."):
                figure, subject = "S13", row["kpi"][4:]
            rows.append(("district", figure, "subject" if subject else None, subject, row))
        district = self.admin.must("statistics", "district", "--as-of", DAY, json=True)
        for who, groups in [("district", district["groups"])] + [
                (r["campus_code"], r["groups"]) for r in district["rows"]]:
            rows += [(who, "group_coverage", "group", g["group"],
                      {"numerator": g["paired"], "denominator": g["needs"],
                       "suppressed": g["suppressed"]}) for g in groups]
        return rows

    def test_no_hidden_number_can_be_computed(self):
        seen, hidden = self.observer(), set()
        for who, figure, by, part, row in self.collect():
            if figure in STAFF or row["numerator"] == "n/a":
                continue
            for what, field in (("n", "numerator"), ("d", "denominator")):
                key = (who, *name_of(figure, what), by, part)
                if what == "n" and figure in MEANS or key not in seen.truth:
                    continue
                if row[field] is None:
                    hidden.add(key)
                    continue
                self.assertEqual(int(row[field]), seen.truth[key], (key, row))
                seen.fixed[key] = seen.truth[key]
        for key in list(seen.truth):
            seen.variable(key)
        self.assertEqual([k for k in hidden if k in seen.fixed], [], "shown in one, not in another")
        small = [k for k, v in seen.fixed.items()
                 if k[0] in self.leads and k[3] == "group" and 1 <= v <= 4]
        self.assertEqual(small, [])
        self.assertGreater(len(hidden), 20)
        closed = seen.closed(sorted(hidden, key=str), Path(self.files.name))
        print(f"{len(seen.fixed)} shown, {len(hidden)} hidden, {seen.runs} runs of the solver")
        self.assertEqual(closed, [])

    def test_a_trend_shows_what_its_days_show(self):
        """So it tells nothing that the figures of the days do not, and no less."""
        asked = ("--from", "2026-03-15", "--until", DAY)
        days, shown = set(), 0
        for figure in (*TRENDS, "shortage"):
            rows = self.admin.must("statistics", "trend", "--figure", figure, "--each-campus", *asked,
                                   json=True)["rows"]
            days |= {r["on"] for r in rows}
            for day in {r["on"] for r in rows}:
                figures = self.admin.must("statistics", "figures", "--figure", figure, "--as-of",
                                          day, "--by", "campus", json=True)["rows"]
                fields = ("campus_code", "numerator", "denominator", "percent", "suppressed")
                told = sorted(([r[f] for f in fields] for r in rows if r["on"] == day), key=str)
                self.assertEqual(told, sorted(([r[f] for f in fields] for r in figures
                                               if r["by"] is None), key=str), (figure, day))
                shown += sum(r["numerator"] is not None for r in rows if r["on"] == day)
            one = self.admin.must("statistics", "trend", "--figure", figure, "--campus-code", GP,
                                  *asked, json=True)["rows"]
            self.assertEqual(one, [r for r in rows if r["campus_code"] == GP])
        self.assertGreater(len(days), 2)
        self.assertGreater(shown, 30)
        self.assertCode(self.admin.run("statistics", "trend", "--figure", "S13", "--campus-code",
                                       "3451990009"), 4)
        self.assertCode(self.leads[GP].run("statistics", "trend", "--figure", "S13", "--campus-code",
                                           MS), 4)

    def test_the_solver_finds_what_is_given_away(self):
        """Were one hidden number shown after all, another would fall: the solver sees that."""
        seen = Observer()
        seen.truth = {"a": 3, "b": 9, "whole": 12}
        seen.sum("whole", ["a", "b"])
        seen.fixed = {"whole": 12}
        folder = Path(self.files.name)
        self.assertEqual(seen.closed(["a", "b"], folder), [])
        seen.fixed["b"] = 9
        self.assertEqual(seen.closed(["a"], folder), ["a"])


class SmallCampus(DistrictTest):
    """Fourteen needs: ten for a talent, four of them psychological."""
    settings = {"clock": "2026-04-01T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.school = School(cls.district, cls.admin)
        cls.school.people(students=30, mentors=2, needs=0)
        cls.school.add("needs", [[cls.school.student_no(n), group, 2, "home_visit", "2026-03-02"]
                                 for n, group in enumerate(10 * ["talent"]
                                                           + 4 * ["psychological"], 1)])

    def shown(self, *figures):
        words = [w for figure in figures for w in ("--figure", figure)]
        rows = self.admin.must("statistics", "figures", "--as-of", DAY, "--by", "campus", "--by",
                               "group", *words, json=True)["rows"]
        return {(r["figure"], r["part"]): (r["numerator"], r["denominator"]) for r in rows
                if r["campus_code"] == GP}

    def test_how_many_talents_there_are_does_not_tell_the_other_needs(self):
        every = self.shown()
        self.assertEqual(every["needs", None][0], "14")
        self.assertIsNone(every["needs", "psychological"][0])
        for found in (every, self.shown("S17", "S18")):
            for figure in ("S17", "S18"):
                self.assertIsNone(found[figure, None][1], figure)
        kpi = self.admin.must("statistics", "kpi", "--as-of", DAY, json=True)["rows"]
        self.assertEqual([r["denominator"] for r in kpi if r["kpi"] in ("S17", "S18")], [None, None])
        lead = self.school.lead.must("statistics", "figures", "--as-of", DAY, "--figure", "S17",
                                     json=True)["rows"]
        self.assertEqual(lead[0]["denominator"], "10")


if __name__ == "__main__":
    main()
