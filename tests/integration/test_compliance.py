"""integration.compliance: duties by the calendar, counted anew in Python from the same rows
(S61, S62, S69, S85)."""

import datetime
import random

from district import DistrictTest, main
from school import School

TERMS = [("2026-02-23", "2026-07-03"), ("2026-09-01", "2027-01-22")]
HOLIDAYS = [("2026-04-04", "2026-04-06"), ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"),
            ("2026-09-25", "2026-09-27"), ("2026-10-01", "2026-10-07")]
DAY = datetime.timedelta(1)


def day(text):
    return datetime.date.fromisoformat(text)


def within(spans, d):
    return any(day(a) <= d <= day(b) for a, b in spans)


def is_taught(d):
    return d.isoweekday() < 6 and within(TERMS, d) and not within(HOLIDAYS, d)


def monday_of(d):
    return d - DAY * (d.isoweekday() - 1)


def month_of(d):
    return d.year, d.month


def last_of_month(month):
    year, number = month
    return datetime.date(year + number // 12, number % 12 + 1, 1) - DAY


def count(group, signed, ended, records, until):
    """The four rows: {duty: (required, met, overdue)}. `records` are (kind, channel, day)."""
    weeks, d = {}, signed
    while d <= monday_of(until) + DAY * 6 and (ended is None or d < ended):
        if is_taught(d):
            weeks[monday_of(d)] = True
        d += DAY
    seen = [(k, c, d) for k, c, d in records if d <= until]
    rows = dict.fromkeys(("meeting", "home_feedback", "tutoring", "tutoring_full_weeks"), (0, 0, 0))

    def add(duty, required, met, overdue):
        rows[duty] = tuple(a + b for a, b in zip(rows[duty], (required, met, overdue)))

    months = {}
    for monday in weeks:
        past = monday + DAY * 6 <= until
        held = [(k, c) for k, c, d in seen if monday_of(d) == monday]
        met = any(k in ("meeting", "counselling") and c == "face_to_face" for k, c in held)
        if past or met:
            add("meeting", 1, int(met), int(not met))
        thursday = monday + DAY * 3
        if group == "academic" and 5 <= thursday.month <= 10:
            n = min(sum(k == "tutoring" for k, _ in held), 2)
            if past or n == 2:
                add("tutoring", 2, n, 2 - n)
                add("tutoring_full_weeks", 1, int(n == 2), int(n < 2))
        month = month_of(thursday)
        if last_of_month(month) >= signed and (ended is None or
                                               datetime.date(*month, 1) < ended):
            months[month] = True
    for month in months:
        met = any(k in ("home_feedback", "home_visit") and month_of(d) == month
                  for k, _, d in seen)
        if last_of_month(month) <= until or met:
            add("home_feedback", 1, int(met), int(not met))
    return rows


def percent(met, required):
    if required == 0:
        return None
    hundredths = (met * 10000 * 2 + required) // (2 * required)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


class Compliance(DistrictTest):
    settings = {"clock": "2027-01-31T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        """Eight pairings with a year of chance records; some end on the way."""
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.lead = cls.school.lead
        cls.school.people(students=8, mentors=3, groups=("academic", "general"))
        cls.school.add("qualifications", [[f"T00{n}", "subject_teaching", "2027-12-31", ""]
                                          for n in (1, 2, 3)])
        cls.mentor = cls.school.mentor_account("T001", "m1")
        chance = random.Random(2026)
        cls.pairings, rows = [], []
        for n in range(1, 9):
            group = "academic" if n % 2 else "general"
            staff = f"T00{n % 3 + 1}"
            pairing = cls.school.pair(n, staff, "2026-03-05", group, json=True)["id"]
            signed = day("2026-03-16") + DAY * chance.choice((0, 2, 4, 17, 46, 45))
            cls.lead.must("agreement", "draft", "--pairing", pairing)
            cls.lead.must("agreement", "sign", "--pairing", pairing, "--on", signed)
            ended = {3: day("2026-10-14"), 6: day("2026-05-04")}.get(n)
            if n == 3:
                cls.lead.must("pairing", "end", pairing, "--on", ended, "--reason", "目标已达成")
            elif n == 6:
                cls.lead.must("agreement", "end", "--pairing", pairing, "--on", ended, "--reason",
                              "改为其他形式")
            records, d = [], day("2026-03-05")
            while d < day("2027-01-25"):
                for kind, channel, often in (
                        ("meeting", "face_to_face", 0.09), ("meeting", "phone", 0.08),
                        ("counselling", "face_to_face", 0.03), ("tutoring", "face_to_face", 0.2),
                        ("tutoring", "message", 0.05), ("home_feedback", "phone", 0.02),
                        ("home_visit", "face_to_face", 0.008)):
                    if chance.random() < often and not (n == 3 and d >= ended):
                        records.append((kind, channel, d))
                        held = f"{d}T{8 + len(records) % 12:02d}:{len(records) % 60:02d}:00+08:00"
                        rows.append([staff, cls.school.student_no(n), group, kind, channel, held,
                                     30, "约定"])
                d += DAY
            cls.pairings.append((pairing, staff, group, signed, ended, records))
        cls.school.add("records", rows)

    def expected(self, until):
        return {p: count(group, signed, ended, records, until) if signed <= until else None
                for p, _, group, signed, ended, records in self.pairings}

    def test_every_pairing_on_many_days(self):
        for until in ("2026-03-15", "2026-03-22", "2026-04-08", "2026-05-03", "2026-05-31",
                      "2026-06-30", "2026-08-15", "2026-09-03", "2026-10-11", "2026-11-30",
                      "2027-01-22", "2027-01-31"):
            wanted = self.expected(day(until))
            for pairing, *_ in self.pairings:
                with self.subTest(until, pairing=pairing):
                    rows = self.lead.must("compliance", "show", "--pairing", pairing, "--until",
                                          until, json=True)["rows"]
                    found = {r["duty"]: (r["required"], r["met"], r["overdue"]) for r in rows}
                    zero = dict.fromkeys(found, (0, 0, 0))
                    self.assertEqual(found, wanted[pairing] or zero)
                    self.assertEqual(list(found), ["meeting", "home_feedback", "tutoring",
                                                   "tutoring_full_weeks"])
                    for r in rows:
                        self.assertEqual(r["percent"], percent(r["met"], r["required"]))

    def test_the_campus_is_the_sum(self):
        for until in ("2026-05-31", "2026-10-11", "2027-01-31"):
            wanted = [(p, w) for p, w in self.expected(day(until)).items() if w]
            shown = self.lead.must("compliance", "campus", "--until", until, json=True)
            for row in shown["rows"]:
                sums = tuple(sum(w[row["duty"]][i] for _, w in wanted) for i in range(3))
                self.assertEqual((row["required"], row["met"], row["overdue"]), sums)
                self.assertEqual(row["percent"], percent(sums[1], sums[0]))
            self.assertEqual(shown["agreements"], len(wanted))
            for row in shown["mentors"]:
                own = [w for p, w in wanted for q in self.pairings
                       if q[0] == p and q[1] == row["staff_no"]]
                sums = tuple(sum(w[duty][i] for w in own
                                 for duty in ("meeting", "home_feedback", "tutoring"))
                             for i in range(3))
                self.assertEqual((row["required"], row["met"], row["overdue"]), sums)

    def test_today_shows_what_the_running_week_lacks(self):
        on = "2026-09-09"  # a Wednesday
        shown = self.mentor.must("today", "--on", on, json=True)
        mine = [(p, g, s, e, r) for p, staff, g, s, e, r in self.pairings
                if staff == "T001" and s <= day(on) and (e is None or e > day("2026-09-07"))]
        lacking = 0
        for _, group, _, _, records in mine:
            seen = [(k, c) for k, c, d in records
                    if monday_of(d) == day("2026-09-07") and d <= day(on)]
            if not any(k in ("meeting", "counselling") and c == "face_to_face" for k, c in seen):
                lacking += 1
        rows = [r for r in shown["rows"] if r["duty"] == "meeting"]
        self.assertEqual(len(rows), lacking)
        self.assertTrue(all(r["due_by"] == "2026-09-13" for r in rows))
        self.assertEqual(shown["counts"][0]["due"], lacking)
        campus = self.lead.must("today", "--on", on, json=True)
        self.assertEqual(campus["rows"], [])
        overdue = sum((w or {"meeting": (0, 0, 0)})["meeting"][2]
                      for w in self.expected(day(on)).values())
        self.assertEqual(campus["counts"][0]["overdue"], overdue)


if __name__ == "__main__":
    main()
