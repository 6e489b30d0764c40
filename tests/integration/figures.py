"""The statistics again, from the tables' plain rows and the words of the domain, in Python alone."""

import datetime
from collections import namedtuple
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

GROUPS = ("academic", "psychological", "talent", "general")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def percent(part, whole):
    """Two decimals, half up; None for nothing of nothing."""
    if whole == 0:
        return None
    return str((Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def holds(first, end, day):
    """Whether a span with an exclusive end covers a day; days are ISO texts."""
    return first <= day and (end is None or day < end)


def a_year_before(day):
    d = datetime.date.fromisoformat(day)
    try:
        return d.replace(year=d.year - 1).isoformat()
    except ValueError:
        return d.replace(year=d.year - 1, day=28).isoformat()


class Rows:
    """What is stored, of every campus."""

    TABLES = {
        "student": "campus_id, id, student_no, enrolled_on, left_on",
        "staff": "campus_id, id, staff_no, duty, external_until, background_checked_on, "
                 "home_campus_id, until",
        "mentor": "campus_id, staff_id, own_capacity",
        "mentor_profile": 'campus_id, staff_id, "group" as in_group',
        "qualification": "campus_id, staff_id, kind, subject, valid_until, verified_by",
        "need": 'campus_id, student_id, "group" as in_group, subject, opened_on, closed_on',
        "pairing": 'campus_id, id, student_id, staff_id, "group" as in_group, started_on, ended_on',
        "record": "campus_id, held_at",
        "plan_version": "version, valid_from",
        "plan_number": "version, value",
        "campus": "id, code",
    }

    def __init__(self, sql):
        for table, columns in self.TABLES.items():
            names = [c.split(" as ")[-1].strip() for c in columns.split(",")]
            row = namedtuple(table, names)
            where = " where name = 'cap'" if table == "plan_number" else ""
            quoted = sql(f"set timezone = 'UTC'; select {columns} from {table}{where}")
            setattr(self, table, [row(*values) for values in quoted])
        self.lent_places = sql(
            "select o.campus_id, o.staff_id, o.reserved, r.run_on, r.until from loan_offer as o "
            "join loan_run as r on r.id = o.run_id where o.reserved > 0")
        self.campus_ids = {c.code: c.id for c in self.campus if c.id != "0"}

    def cap(self, day):
        """Of the plan's version in force; before the first one, the first."""
        before = [v for v in self.plan_version if v.valid_from <= day]
        version = (max(before, key=lambda v: (v.valid_from, int(v.version))) if before
                   else min(self.plan_version, key=lambda v: int(v.version))).version
        return next(int(Decimal(n.value)) for n in self.plan_number if n.version == version)

    def on_roll(self, campus, day):
        return {s.id for s in self.student
                if s.campus_id == campus and holds(s.enrolled_on, s.left_on, day)}

    def open_needs(self, campus, day):
        roll = self.on_roll(campus, day)
        return {(n.student_id, n.in_group) for n in self.need
                if n.campus_id == campus and n.student_id in roll
                and holds(n.opened_on, n.closed_on, day)}

    def active(self, campus, day):
        return [p for p in self.pairing
                if p.campus_id == campus and holds(p.started_on, p.ended_on, day)]

    def may_serve(self, person, day):
        if person.until is not None and person.until < day:
            return False
        if person.duty not in ("校外辅导员", "external_mentor") and person.external_until is None:
            return True
        checked = person.background_checked_on
        return (person.external_until is not None and person.external_until >= day
                and checked is not None and a_year_before(day) <= checked <= day)

    def is_qualified(self, campus, staff, group, subject, day):
        """By the words of the domain; `subject` None asks for any."""
        if group == "general":
            return True
        kinds = {"academic": {"subject_teaching"}, "talent": {"contest_coaching"},
                 "psychological": {"counsellor_certificate", "counsellor_training"}}[group]
        return any(q.campus_id == campus and q.staff_id == staff and q.kind in kinds
                   and q.verified_by and q.valid_until >= day
                   and (group != "academic" or subject is None or q.subject == subject)
                   for q in self.qualification)

    def load(self, campus, staff, day):
        return len({p.student_id for p in self.active(campus, day) if p.staff_id == staff})

    def limit(self, campus, staff, day):
        own = next(m.own_capacity for m in self.mentor
                   if m.campus_id == campus and m.staff_id == staff)
        return self.cap(day) if own is None else min(self.cap(day), int(own))

    def lent(self, campus, staff, day):
        return sum(int(places) for at, who, places, first, last in self.lent_places
                   if at == campus and who == staff and first <= day <= last)

    def qualified_mentors(self, campus, day):
        """Home staff with a profile that they are qualified for on the day."""
        people = {s.id: s for s in self.staff
                  if s.campus_id == campus and s.home_campus_id is None}
        return {p.staff_id for p in self.mentor_profile
                if p.campus_id == campus and p.staff_id in people
                and self.may_serve(people[p.staff_id], day)
                and self.is_qualified(campus, p.staff_id, p.in_group, None, day)}

    def records_until(self, campus, day):
        count = 0
        for r in self.record:
            held = datetime.datetime.fromisoformat(r.held_at.replace("+00", "+00:00"))
            count += r.campus_id == campus and held.astimezone(SHANGHAI).date().isoformat() <= day
        return count

    def figures(self, code, day):
        """What statistics campus has to say."""
        campus = self.campus_ids[code]
        needs = self.open_needs(campus, day)
        active = self.active(campus, day)
        paired = {(p.student_id, p.in_group) for p in active}
        anyhow = {p.student_id for p in active}
        in_need = {student for student, _ in needs}
        mentors = self.qualified_mentors(campus, day)
        free = sum(max(0, self.limit(campus, m, day) - self.load(campus, m, day)
                       - self.lent(campus, m, day)) for m in mentors)
        return {
            "students": len(self.on_roll(campus, day)),
            "needs": len(needs),
            "in_need_students": len(in_need),
            "covered_students": len(in_need & anyhow),
            "coverage_percent": percent(len(in_need & anyhow), len(in_need)),
            "waiting": len(needs - paired),
            "mentors": len(mentors),
            "free_places": free,
            "records": self.records_until(campus, day),
            "groups": [{
                "group": g,
                "needs": sum(n[1] == g for n in needs),
                "paired": sum(n[1] == g for n in needs & paired),
                "percent": percent(sum(n[1] == g for n in needs & paired),
                                   sum(n[1] == g for n in needs)),
            } for g in GROUPS],
        }
