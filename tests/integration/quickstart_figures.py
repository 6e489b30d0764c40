#!/usr/bin/env python3
"""What the demonstration must show, asked of the running district: quickstart_figures.py DIR."""
import csv
import io
import json
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal

AS_OF = ["--as-of", "2026-03-31"]
CAMPUSES = {"gp": "3451990001", "ms": "3451990002"}
WANTED = {
    "gp": {"students": 423, "needs": 141, "in_need_students": 136,
           "groups": {"academic": 32, "psychological": 26, "talent": 83, "general": 0}},
    "ms": {"students": 226, "needs": 115, "in_need_students": 100,
           "groups": {"academic": 68, "psychological": 25, "talent": 22, "general": 0}},
}
KINDS = {"academic": {"subject_teaching"}, "talent": {"contest_coaching"},
         "psychological": {"counsellor_certificate", "counsellor_training"}}


def jiedui(*words):
    return subprocess.run(["jiedui", *words], check=True, capture_output=True, text=True).stdout


def reply(*words):
    return json.loads(jiedui(*words, "-o", "json"))


def rows(*words):
    return list(csv.DictReader(io.StringIO(jiedui(*words, "--limit", "10000", "-o", "csv"))))


def expect(what, wanted, found):
    if wanted != found:
        sys.exit(f"{what}: expected {wanted}, found {found}")
    print(f"ok: {what}: {found}")


def percent(part, whole):
    share = Decimal(part * 100) / Decimal(whole)
    return str(share.quantize(Decimal("0.01"), ROUND_HALF_UP))


class School:
    """The import files of a campus."""

    def __init__(self, folder, name):
        def read(kind):
            with open(f"{folder}/schools/{name}/{kind}.csv", encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))
        self.mentors = {(m["staff_no"], m["group"]): m for m in read("mentors")}
        self.staff = {s["staff_no"]: s for s in read("staff")}
        self.qualifications = read("qualifications")
        self.records = len(read("records"))
        self.forbidden = {(f["student_no"], f["staff_no"]) for f in read("forbidden")}

    def is_qualified(self, staff_no, group, day):
        person = self.staff[staff_no]
        if person["external_until"]:
            # At most twelve months old; the same day of the year before still is.
            checked_from = f"{int(day[:4]) - 1}{day[4:]}"
            if person["external_until"] < day or person["background_checked_on"] < checked_from:
                return False
        return any(q["staff_no"] == staff_no and q["kind"] in KINDS[group]
                   and q["valid_until"] >= day and (group != "academic" or q["subject"] == "语文")
                   for q in self.qualifications)

    def limit(self, staff_no):
        own = [m["capacity"] for (no, _), m in self.mentors.items() if no == staff_no]
        return min([5] + [int(c) for c in own if c])


def check_campus(name, school):
    figures = reply("--profile", f"lead.{name}", "statistics", "campus", *AS_OF)
    for key in ("students", "needs", "in_need_students"):
        expect(f"{name} {key}", WANTED[name][key], figures[key])
    expect(f"{name} needs by group", WANTED[name]["groups"],
           {g["group"]: g["needs"] for g in figures["groups"]})
    expect(f"{name} waiting", figures["needs"] - sum(g["paired"] for g in figures["groups"]),
           figures["waiting"])
    expect(f"{name} coverage", percent(figures["covered_students"], figures["in_need_students"]),
           figures["coverage_percent"])
    expect(f"{name}: records", school.records, figures["records"])
    return figures


def check_district(parts):
    figures = reply("statistics", "district", *AS_OF)
    sums = ("students", "needs", "in_need_students", "covered_students", "waiting", "records")
    for key in sums:
        expect(f"district {key}", sum(p[key] for p in parts), figures[key])
    expect("district coverage", percent(sum(p["covered_students"] for p in parts),
                                        sum(p["in_need_students"] for p in parts)),
           figures["coverage_percent"])


def check_pairings(schools):
    """Every paired mentor is qualified, within the limit, and not forbidden to the student."""
    load = {}
    for name in CAMPUSES:
        for pairing in rows("--profile", f"lead.{name}", "pairing", "list"):
            home, staff_no = name, pairing["staff_no"]
            if "/" in staff_no:
                code, staff_no = staff_no.split("/")
                home = next(n for n, c in CAMPUSES.items() if c == code)
            group, day = pairing["group"], pairing["started_on"]
            if not schools[home].is_qualified(staff_no, group, day):
                sys.exit(f"{home} {staff_no} is paired in {group} without a qualification")
            if (pairing["student_no"], pairing["staff_no"]) in schools[name].forbidden:
                sys.exit(f"{name} {staff_no} is paired with a student forbidden to them")
            load.setdefault((home, staff_no), set()).add(pairing["student_no"])
    for (home, staff_no), students in load.items():
        if len(students) > schools[home].limit(staff_no):
            sys.exit(f"{home} {staff_no} has {len(students)} students")
    print(f"ok: {len(load)} mentors are qualified and within their limit")


def check_waiting(figures):
    """MS cannot serve its psychological needs alone, and fewer wait after the loan."""
    first = rows("--profile", "lead.ms", "match", "waiting", "1")
    psychological = [row for row in first if row["group"] == "psychological"]
    expect("ms psychological needs waiting before the loan", 10, len(psychological))
    expect("their reason", {"NO_FREE_PLACE"}, {row["reason"] for row in psychological})
    if not 0 < figures["waiting"] < len(first):
        sys.exit(f"ms: {len(first)} waited before the loan, {figures['waiting']} after it")
    print(f"ok: ms: {len(first)} waited before the loan, {figures['waiting']} after it")


def main():
    schools = {name: School(sys.argv[1], name) for name in CAMPUSES}
    figures = {name: check_campus(name, schools[name]) for name in CAMPUSES}
    check_district(list(figures.values()))
    check_pairings(schools)
    check_waiting(figures["ms"])


main()
