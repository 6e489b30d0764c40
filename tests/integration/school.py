"""A school made for a test: a campus, its lead, and files of a few made-up people."""

import csv
import subprocess
from pathlib import Path

from district import SOURCE

GP = "3451990001"
MS = "3451990002"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
KINDS = ("students", "staff", "mentors", "qualifications", "needs", "choices", "answers", "fits",
         "forbidden")
COLUMNS = {
    "students": "student_no,name,gender,born_on,grade,class_name",
    "staff": "staff_no,name,duty",
    "mentors": "staff_no,group,capacity,slots,loan_places",
    "qualifications": "staff_no,kind,valid_until,subject",
    "needs": "student_no,group,severity,source,opened_on",
    "choices": "student_no,group,rank,staff_no",
    "answers": "staff_no,group,student_no,rank",
    "fits": "student_no,staff_no,personality_fit",
    "forbidden": "student_no,staff_no,reason",
    "records": "staff_no,student_no,group,kind,channel,held_at,minutes,topic",
}
QUALIFIED = {"academic": "subject_teaching", "psychological": "counsellor_certificate",
             "talent": "contest_coaching"}


def student_no(n, area="990109", born="20100302"):
    """The well-formed number of nobody: a boy where n is odd, at most 999."""
    digits = f"{area}{born}{n:03d}"
    total = sum(w * int(d) for w, d in zip(WEIGHTS, digits))
    return f"G{digits}{'10X98765432'[total % 11]}"


def student(n, area="990109"):
    """A row of students.csv."""
    number = student_no(n, area)
    return [number, f"学生{n}", "男" if n % 2 else "女", "2010-03-02", 31, "1班"]


class School:
    """A campus with its lead, whose client is `lead`."""

    def __init__(self, district, admin, code=GP, name="GP 中学", lead="lead.gp", area="990109",
                 stage="senior"):
        self.district = district
        self.code = code
        self.area = area
        self.account = lead
        self.password = f"{lead} password"
        admin.must("campus", "add", "--code", code, "--name", name, "--stage", stage)
        admin.must("account", "add", "--account", lead, "--role", "campus_lead", "--campus", code,
                   "--password-stdin", stdin=self.password + "\n")
        self.lead = district.client(lead, self.password)

    def student_no(self, n):
        return student_no(n, self.area)

    def write(self, kind, rows, columns=None, name=None):
        """A file of the kind, ready to be imported."""
        path = Path(self.lead.home) / (name or f"{kind}.csv")
        with open(path, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow((columns or COLUMNS[kind]).split(","))
            writer.writerows(rows)
        return path

    def add(self, kind, rows, columns=None):
        """Imports rows, all of which must be stored."""
        return self.lead.must("import", kind, self.write(kind, rows, columns), json=True)

    def people(self, students=10, mentors=2, capacity=5, groups=("academic",), needs=None):
        """Students 1 … n, each with a need in each group, and mentors T001 … of that capacity."""
        staff = [f"T{n:03d}" for n in range(1, mentors + 1)]
        self.add("students", [student(n, self.area) for n in range(1, students + 1)])
        self.add("staff", [[s, f"老师{s}", "教师"] for s in staff])
        self.add("mentors", [[s, g, capacity, "Mon4;Wed5", 0] for s in staff for g in groups])
        self.add("qualifications", [[s, QUALIFIED[g], "2026-12-31", ""]
                                    for s in staff for g in groups if g in QUALIFIED])
        count = students if needs is None else needs
        self.add("needs", [[self.student_no(n), g, 1 + n % 5, "classroom_observation",
                            "2026-02-23"] for n in range(1, count + 1) for g in groups])

    def mentor_account(self, staff_no, account):
        """An account for a member of staff, logged in."""
        password = f"{account} password"
        self.lead.must("account", "add", "--account", account, "--role", "mentor", "--staff",
                       staff_no, "--password-stdin", stdin=password + "\n")
        return self.district.client(account, password)

    def pair(self, n, mentor, on="2026-03-02", group="academic", **options):
        """Tries to pair student n with a mentor."""
        return self.lead.run("pairing", "add", "--student", self.student_no(n), "--group", group,
                             "--mentor", mentor, "--on", on, **options)

    def pairings(self, *words):
        return self.lead.must("pairing", "list", "--limit", "10000", *words, json=True)["rows"]


def real_schools(folder):
    """The files of the two schools of the demonstration: folder/gp, folder/ms."""
    subprocess.run([str(SOURCE / "deploy/schools/generate"), str(folder)], check=True,
                   capture_output=True)
    return {GP: Path(folder) / "gp", MS: Path(folder) / "ms"}
