"""integration.exact: every figure, whole and by every part, is what the plain query counts in one
snapshot, at any moment, while everything that a figure counts is written, corrected and taken back
through two daemons that fold (P7, S85, S86)."""

import datetime
import json
import random
import threading
import time
from collections import Counter

from district import SOURCE, DistrictTest, main, wait_until
from school import COLUMNS, MS, School, student
from wire import Contract, Wire

TODAY = datetime.date(2026, 6, 10)
DAYS = ("2026-03-20", "2026-04-08", "2026-04-30", "2026-05-13", "2026-06-03", "2026-06-10")
GROUPS = ("academic", "psychological", "talent", "general")
KINDS = ("MEETING", "MEETING", "COUNSELLING", "TUTORING", "TUTORING", "HOME_FEEDBACK", "HOME_VISIT")
CHANNELS = ("FACE_TO_FACE", "FACE_TO_FACE", "PHONE")
SPLITS = "{campus,stage,grade,group,level,subject}"
REFUSED = ("CONFLICT", "NOT_FOUND", "INVALID")
STUDENTS, MENTORS, FEW = 14, 6, 4
PAUSE_S = 0.02  # of every writer, so that on two cores the comparison has its turn
# What is shown to the district and to each lead, less what the plain query says, and the other way
# round: in one snapshot. A part with nothing in it may stand there or not.
COMPARE = """
begin isolation level repeatable read;
set local jit = off;
create temporary table told on commit drop as
select d.day, r.*
from unnest('{%s}'::date[]) as d (day)
cross join lateral told_rows(d.day, '%s') as r
where r.by is null or r.a <> 0 or r.b <> 0;
create temporary table plain on commit drop as
select d.day, c.id as campus, p.*
from unnest('{%s}'::date[]) as d (day)
cross join lateral (select * from plain_rows(d.day)) as p
join campus as c on c.id = 0 or c.code = p.campus_code
where p.by is null or p.a <> 0 or p.b <> 0;
with differs as (
    select 'plain' as which, x.* from (select * from plain except all select * from told) as x
    union all
    select 'told', y.* from (select * from told except all select * from plain) as y
)
select (select count(*) from plain), (select count(*) from record_delta),
       (select count(*) from figure_stale),
       (select string_agg(x::text, '; ') from (
            select * from differs order by day, figure, campus, by, part limit 40) as x);
select figure, coalesce(by, 'whole') from plain where a <> 0 group by 1, 2;
commit;
"""
# What each figure is split by, and so has to have been seen.
PARTS = {"grade": "students in_need covered coverage needs waiting group_coverage pairings agreements "
                  "records meeting home_feedback tutoring tutoring_full_weeks evaluation warnings S13 "
                  "S14 S15.emotion S15.communication S16 S17 S18 S19.guidance S19.growth S19.response",
         "group": "needs waiting group_coverage shortage pairings agreements records meeting "
                  "home_feedback tutoring tutoring_full_weeks evaluation S19.guidance S19.growth",
         "level": "warnings mentors_by_load", "subject": "S13"}


class Writers:
    """What one campus's people write, by chance; `done` counts what was stored, by its method."""

    def __init__(self, test, school, psych, other):
        self.test, self.school, self.psych, self.other = test, school, psych, other
        self.done, self.pairs, self.records, self.warnings = Counter(), [], [], []

    def call(self, wire, method, **fields):
        answer = wire.call(method, **fields)
        assert answer.code == "OK" or answer.code in REFUSED, f"{method}: {answer}"
        if answer.code == "OK" and getattr(answer.reply, "stored", 1):
            self.done[method] += 1
        return answer

    def one(self, chance):
        return self.school.student_no(chance.randint(1, STUDENTS))

    @staticmethod
    def mentor(chance):
        return f"T{chance.randint(1, MENTORS):03d}"

    @staticmethod
    def day(chance, first=datetime.date(2026, 3, 6)):
        return str(first + datetime.timedelta(chance.randrange((TODAY - first).days)))

    def held(self, chance):
        """Often in one week, so that some have all that is agreed."""
        day = self.day(chance) if chance.random() < 0.6 else f"2026-05-{chance.randint(11, 17)}"
        return f"{day}T{chance.randrange(24):02d}:{chance.randrange(60):02d}:00+08:00"

    def record(self, wire, chance):
        """Adds a record, or corrects one to another day, kind or channel."""
        what = {"kind": f"RECORD_KIND_{chance.choice(KINDS)}",
                "channel": f"RECORD_CHANNEL_{chance.choice(CHANNELS)}",
                "held_at": self.held(chance)}
        if self.records and chance.random() < 0.4:
            self.call(wire, "RecordService.CorrectRecord", id=chance.choice(self.records),
                      reason="更正", **what)
            return
        n, staff, group, _ = chance.choice(self.pairs)
        answer = self.call(wire, "RecordService.AddRecord", mentor=staff, minutes=30,
                           student=self.school.student_no(n), group=f"GROUP_{group.upper()}", **what)
        self.records.extend([answer.reply.id] if answer.code == "OK" else [])

    def pairing(self, wire, chance):
        """Pairs, ends, hands over; now and then a student leaves for the other campus."""
        kind, pair, on = chance.random(), chance.choice(self.pairs), self.day(chance)
        if kind < 0.5:
            n, group, staff = chance.randint(1, STUDENTS), chance.choice(GROUPS), self.mentor(chance)
            answer = self.call(wire, "PairingService.AddPairing", on=on, mentor=staff,
                               student=self.school.student_no(n), group=f"GROUP_{group.upper()}")
            if answer.code == "OK":
                self.pairs.append((n, staff, group, answer.reply.id))
        elif kind < 0.75:
            self.call(wire, "PairingService.EndPairing", id=pair[3], on=on, reason="更换")
        elif kind < 0.95:
            self.call(wire, "PairingService.ReassignPairing", id=pair[3], on=on, reason="调整",
                      mentor=self.mentor(chance))
        else:
            self.call(wire, "TransferService.TransferStudent", on=on, to=self.other.code,
                      student=self.one(chance), grade=chance.choice((31, 32)))

    def agreement(self, wire, chance):
        """Drafts, signs, amends and ends agreements, and sends mentors away for a while."""
        pairing, on = chance.choice(self.pairs)[3], self.day(chance)
        kind = chance.random()
        if kind < 0.25:
            self.call(wire, "AgreementService.DraftAgreement", pairing=pairing)
        elif kind < 0.6:
            self.call(wire, "AgreementService.SignAgreement", pairing=pairing, on=on)
        elif kind < 0.7:
            self.call(wire, "AgreementService.AmendAgreement", pairing=pairing, reason="调整",
                      goals=f"目标{chance.randrange(99)}")
        elif kind < 0.8:
            self.call(wire, "AgreementService.EndAgreement", pairing=pairing, on=on, reason="达成")
        else:
            self.call(wire, "AbsenceService.AddAbsence", mentor=self.mentor(chance),
                      deputy=self.mentor(chance), until="2026-06-12", **{"from": on})

    def growth(self, wire, chance):
        """Opens rounds, fills evaluations, enters contests, marks, needs and grades."""
        number, on = self.one(chance), self.day(chance)
        kind = chance.randrange(8)
        if kind == 0 and self.done["EvaluationService.OpenEvaluation"] < FEW:
            self.call(wire, "EvaluationService.OpenEvaluation", on=on)
        elif kind < 4:
            self.call(wire, "EvaluationService.FillEvaluation", pairing=chance.choice(self.pairs)[3],
                      outcome="EVALUATION_OUTCOME_CONTINUE", **dict(chance.sample(sorted({
                          "method_reached": chance.random() < 0.5,
                          "emotion": chance.choice(("TRAIT_LEVEL_GOOD", "TRAIT_LEVEL_POOR")),
                          "communication": "TRAIT_LEVEL_EXCELLENT",
                          "guidance": chance.randint(60, 100),
                          "growth": chance.randint(60, 100)}.items()), 3)))
        elif kind == 4:
            self.call(wire, "ContestService.AddContest", student=number, held_on=on,
                      contest=f"赛{chance.randrange(5)}", award=chance.choice(("", "二等奖")),
                      level=f"CONTEST_LEVEL_{chance.choice(('SCHOOL', 'DISTRICT', 'CITY'))}")
        elif kind == 5:
            self.call(wire, "ScoreService.ImportScores", rows=[{
                "student_no": self.one(chance), "subject": chance.choice(("语文", "数学")),
                "exam": "EXAM_FINAL", "taken_on": chance.choice(("2026-04-20", "2026-05-20")),
                "full_mark": "100", "mark": str(chance.choice((59, 59.5, 60, 88)))}
                for _ in range(6)])
        elif kind == 6:
            row = {"student_no": number, "group": f"GROUP_{chance.choice(GROUPS).upper()}",
                   "severity": chance.randint(1, 5), "source": "NEED_SOURCE_HOME_VISIT"}
            self.call(wire, "NeedService.ImportNeeds", rows=[
                {**row, **({"closed_on": on} if chance.random() < 0.5 else {})}])
        else:
            row = student(chance.randint(1, STUDENTS), self.school.area)
            self.call(wire, "StudentService.ImportStudents", rows=[{
                "student_no": row[0], "name": row[1], "gender": "GENDER_MALE",
                "born_on": row[3], "grade": chance.choice((31, 32)), "class_name": row[5]}])

    def mentors(self, wire, chance):
        """Changes who is qualified until when, and how many one may have; honours the best."""
        kind = chance.randrange(8)
        if kind < 4:
            self.call(wire, "QualificationService.ImportQualifications", rows=[{
                "staff_no": self.mentor(chance), "kind": "QUALIFICATION_KIND_SUBJECT_TEACHING",
                "valid_until": chance.choice(("2026-04-10", "2026-05-20", "2026-12-31"))}])
        elif kind < 7:
            self.call(wire, "MentorService.SetCapacity", mentor=self.mentor(chance),
                      capacity=chance.randint(3, 5))
        elif self.done["HonourService.DecideHonour"]:
            self.call(wire, "HonourService.PublishHonours", on="2026-06-09")
        else:
            asked = self.call(wire, "HonourService.NominateHonour", student=self.one(chance),
                              reason="进步明显")
            if asked.code == "OK":
                self.call(wire, "HonourService.DecideHonour", id=asked.reply.id,
                          state="NOMINATION_STATE_APPROVED")

    def care(self, wire, chance):
        """Opens and closes warning events; consents, sheets and campaigns."""
        number, kind, on = self.one(chance), chance.randrange(7), self.day(chance)
        if kind == 0:
            level = chance.choice(("RED", "ORANGE", "YELLOW", "BLUE"))
            answer = self.call(wire, "WarningService.OpenWarning", student=number,
                               level=f"WARNING_LEVEL_{level}", noticed_at=self.held(chance),
                               drill=chance.random() < 0.2)
            self.warnings.extend([answer.reply.id] if answer.code == "OK" else [])
        elif kind == 1 and self.warnings:
            self.call(wire, "WarningService.CloseWarning", id=chance.choice(self.warnings),
                      ended=chance.choice(("WARNING_END_UNFOUNDED", "WARNING_END_RESOLVED")))
        elif kind == 2:
            self.call(wire, "ConsentService.GrantConsent", student=number, on="2026-03-06",
                      by="CONSENT_GIVER_STUDENT", text_version=1, guardian_informed="2026-03-06")
        elif kind == 3 and chance.random() < 0.3:
            self.call(wire, "ConsentService.WithdrawConsent", student=number, on=str(TODAY))
        elif kind == 4 and chance.random() < 0.3:
            self.call(wire, "ConsentService.RefuseConsent", student=number, on=on,
                      by="CONSENT_GIVER_STUDENT")
        elif kind == 5 and self.done["ScreeningService.OpenCampaign"] < FEW:
            self.call(wire, "ScreeningService.OpenCampaign", scale="scl90", grades=[31],
                      until="2026-07-03", **{"from": on})
        else:
            self.call(wire, "ScreeningService.EnterScreening", student=number, scale="scl90",
                      on=on, answers=",".join(["1"] * 90))

    def files(self, chance):
        """Imports a file through the client, and takes every other import back."""
        picked = chance.choices(self.pairs, k=8)
        kind, rows = chance.choice((
            ("records", [[staff, self.school.student_no(n), group, chance.choice(KINDS).lower(),
                          chance.choice(CHANNELS).lower(), self.held(chance), 20, "导入"]
                         for n, staff, group, _ in picked]),
            ("contests", [[self.school.student_no(n), f"展{chance.randrange(9)}", "city",
                           self.day(chance), "一等奖"] for n in range(1, 6)]),
            ("scores", [[self.school.student_no(n), "英语", "final", "2026-05-21", 150,
                         chance.choice(("", 89.5, 90, 91))] for n in range(1, STUDENTS)])))
        columns = {**COLUMNS, "contests": "student_no,contest,level,held_on,award",
                   "scores": "student_no,subject,exam,taken_on,full_mark,mark"}[kind]
        path = self.school.write(kind, rows, columns, f"{kind}{chance.randrange(10 ** 9)}.csv")
        done = self.school.lead.run("import", kind, path, json=True)
        assert done.code in (0, 11), str(done)
        self.done[f"import {kind}"] += 1
        if chance.random() < 0.5:
            undone = self.school.lead.run("import", "undo", json.loads(done.stdout)["import_id"])
            assert undone.code in (0, 5), str(undone)
            self.done["import undo"] += undone.code == 0


class Exact(DistrictTest):
    settings = {"clock": f"{TODAY}T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start(2)
        cls.contract = Contract()
        cls.admin = cls.district.administrator()
        cls.schools = [School(cls.district, cls.admin),
                       School(cls.district, cls.admin, MS, "MS 中学", "lead.ms", area="990108",
                              stage="junior")]
        cls.writers = []
        for school, other in zip(cls.schools, reversed(cls.schools)):
            cls.writers.append(cls.people(school, other))
        cls.district.sql((SOURCE / "tests/integration/plain_figures.sql").read_text("utf-8"))
        cls.stopped = threading.Event()
        cls.faults = []

    @classmethod
    def wire(cls, account):
        wire = Wire(cls.contract, cls.district.port, cls.district.folder / "ca.pem")
        wire.login(*account)
        return wire

    @classmethod
    def people(cls, school, other):
        school.people(students=STUDENTS, mentors=MENTORS, groups=GROUPS)
        psych = (f"psych.{school.area}", "psych password")
        school.lead.must("account", "add", "--account", psych[0], "--role", "psychology_teacher",
                         "--password-stdin", stdin=psych[1] + "\n")
        writers = Writers(cls, school, psych, other)
        with cls.wire((school.account, school.password)) as wire:
            for n in range(1, 13):
                group, staff = GROUPS[n % 4], f"T00{n % 4 + 1}"
                answer = wire.call("PairingService.AddPairing", on="2026-03-05", mentor=staff,
                                   student=school.student_no(n), group=f"GROUP_{group.upper()}")
                pairing = answer.reply.id
                writers.pairs.append((n, staff, group, pairing))
                wire.call("AgreementService.DraftAgreement", pairing=pairing)
                if n <= 8:
                    wire.call("AgreementService.SignAgreement", pairing=pairing,
                              on=f"2026-03-{14 + n}")
        school.lead.must("evaluation", "open", "--on", "2026-04-15")
        return writers

    def compare(self, days):
        """What was compared, how much was not folded, and which figures had something in which part."""
        days = ",".join(days)
        said = self.district.sql(COMPARE % (days, SPLITS, days))
        (compared, unfolded, stale, differs), seen = said[0], said[1:]
        self.assertIsNone(differs, f"{unfolded} unfolded, {stale} stale: {differs}")
        return int(compared), int(unfolded), int(stale), {tuple(row) for row in seen}

    def thread(self, seed, account, work):
        """Runs `work` again and again until the test ends; what it raises fails the test."""
        chance, words = random.Random(seed), ()
        if account is not None:
            words = (self.wire(account),)
            self.addCleanup(words[0].close)

        def run():
            try:
                while not self.stopped.is_set():
                    work(*words, chance)
                    time.sleep(PAUSE_S)
            except Exception as fault:  # pylint: disable=broad-except
                self.faults.append(repr(fault))
        return threading.Thread(target=run)

    def threads(self):
        made = []
        for n, w in enumerate(self.writers):
            lead = (w.school.account, w.school.password)
            works = [(lead, w.record), (lead, w.pairing), (lead, w.agreement), (lead, w.growth),
                     (lead, w.mentors), (w.psych, w.care), (None, w.files)]
            made += [self.thread(10 * n + i, *work) for i, work in enumerate(works)]
        return made

    def missing(self, seen):
        """Figures, and parts of figures, that had nothing in them yet."""
        wholes = [(name, "whole") for name, in self.district.sql("select name from figure")]
        parts = [(name, by) for by, names in PARTS.items() for name in names.split()]
        return [key for key in wholes + parts if key not in seen]

    def look(self, least_s, most_s):
        """Compares some days again and again, until every figure had something in every part."""
        chance, start, looks, seen = random.Random(7), time.monotonic(), [], set()
        while not self.faults:
            *counts, parts = self.compare(chance.sample(DAYS[:-1], 1) + [DAYS[-1]])
            looks.append(counts)
            seen |= parts
            passed = time.monotonic() - start
            if passed > most_s or passed > least_s and not self.missing(seen):
                break
        return looks, seen

    def fold(self):
        wait_until(lambda: self.district.sql(
            "select 1 where not exists (select from record_delta)"
            " and not exists (select from figure_stale)"), seconds=40, what="the fold")

    def test_exact_at_any_moment(self):
        threads = self.threads()
        for thread in threads:
            thread.start()
        try:
            looks, seen = self.look(8, 30)
        finally:
            self.stopped.set()
            for thread in threads:
                thread.join()
        self.assertEqual(self.faults, [], "\n".join(self.faults))
        self.assertGreater(len(looks), 2)
        self.assertTrue(any(unfolded for _, unfolded, _ in looks), looks)
        self.assertTrue(any(stale for _, _, stale in looks), looks)
        done = self.writers[0].done + self.writers[1].done
        print(f"{len(looks)} comparisons of {min(looks)[0]} numbers or more; {dict(done)}")
        self.fold()
        self.assertEqual(self.missing(seen), [])
        self.compare(DAYS[-2:])
        counted = self.district.sql("select (select count(*) from record),"
                                    " (select sum(records) from record_tally)")[0]
        self.assertEqual(counted[0], counted[1])

    def test_figures_kept_for_a_transaction_are_the_same(self):
        """Of each day and plan their own; what is not among those kept is computed as ever."""
        for names, asked in (("null", "null"), ("'{needs,S13}'", "'{needs}'"),
                             ("'{needs,S13}'", "'{S16}'"), ("'{needs}'", "null")):
            differs = self.district.sql(f"""
begin;
select set_config('jiedui.campus', '0', true) \\g /dev/null
create temporary table before on commit drop as
select d, p.* from unnest('{{{",".join(DAYS[-2:])}}}'::date[]) as d, figure_parts(d, {asked}) as p;
select keep_figures({names}) \\g /dev/null
create temporary table after on commit drop as
select d, p.* from unnest('{{{",".join(DAYS[-2:])}}}'::date[]) as d, figure_parts(d, {asked}) as p;
insert into after
select d, p.* from unnest('{{{",".join(DAYS[-2:])}}}'::date[]) as d, figure_parts(d, {asked}) as p;
select count(*) > 0 from before;
select count(*) from (select * from after except all
                      (select * from before union all select * from before)) as x;
select count(*) from after;
select 2 * count(*) from before;
commit;
""")
            self.assertEqual(differs[:2], [["t"], ["0"]], (names, asked))
            self.assertEqual(differs[2], differs[3], (names, asked))

    def test_z_calendar_and_grades_make_all_of_it_anew(self):
        self.admin.must("import", "calendar", self.schools[0].write("calendar", [
            ["2026-02-23", "2026-07-03", "term", "第二学期"],
            ["2026-05-04", "2026-05-17", "holiday", "假期"]], "first_on,last_on,kind,name"))
        self.district.sql("update student set grade = 32 where id % 3 = 0")
        self.compare(DAYS[::2])
        self.fold()
        self.compare(DAYS[::2])


if __name__ == "__main__":
    main()
