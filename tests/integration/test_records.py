"""Mentoring records: added, listed, corrected with the versions kept, never in the future."""

from district import DistrictTest, main
from school import School

INVALID, NOT_FOUND, CONFLICT, PERMISSION_DENIED, PARTIAL = 3, 4, 5, 6, 11


class Records(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=4, mentors=2)
        for n, mentor in ((1, "T001"), (2, "T001"), (3, "T002")):
            cls.school.pair(n, mentor, on="2026-02-25")
        cls.lead = cls.school.lead
        cls.mentor = cls.school.mentor_account("T001", "m.one")

    def add(self, who, n, held_at, mentor="T001", **options):
        words = ("--mentor", mentor) if mentor else ()
        return who.run("record", "add", *words, "--student", self.school.student_no(n), "--group",
                       "academic", "--kind", "meeting", "--channel", "face_to_face", "--held-at",
                       held_at, "--minutes", "40", "--topic", "学习方法", json=True, **options)

    def test_a_mentor_keeps_the_own_ones(self):
        own = self.add(self.mentor, 1, "2026-03-02T16:30", mentor=None)
        self.assertCode(own, 0)
        foreign = self.add(self.lead, 3, "2026-03-02T16:30", mentor="T002")
        self.assertCode(foreign, 0)
        rows = self.mentor.must("record", "list", json=True)["rows"]
        self.assertIn(own["id"], [r["id"] for r in rows])
        self.assertEqual({r["staff_no"] for r in rows}, {"T001"})
        self.assertCode(self.add(self.mentor, 3, "2026-03-02T17:30", mentor="T002"), NOT_FOUND)
        self.assertCode(self.add(self.mentor, 3, "2026-03-02T17:30", mentor=None), NOT_FOUND)
        self.assertCode(self.mentor.run("record", "show", foreign["id"]), NOT_FOUND)
        self.assertCode(self.mentor.run("record", "correct", foreign["id"], "--minutes", "1",
                                        "--reason", "x"), NOT_FOUND)

    def test_a_correction_keeps_what_was_said(self):
        record = self.add(self.mentor, 1, "2026-03-03T16:30")["id"]
        self.assertCode(self.mentor.run("record", "correct", record, "--minutes", "50"), 2)
        self.assertCode(self.mentor.run("record", "correct", record, "--minutes", "50", "--reason",
                                        ""), INVALID)
        for version, minutes in ((2, 50), (3, 55)):
            reply = self.mentor.must("record", "correct", record, "--minutes", minutes, "--reason",
                                     f"笔误{version}", json=True)
            self.assertEqual(reply["version"], version)
        shown = self.lead.must("record", "show", record, json=True)
        self.assertEqual((shown["version"], shown["minutes"], shown["topic"]), (3, 55, "学习方法"))
        self.assertEqual([(v["version"], v["minutes"], v["reason"]) for v in shown["versions"]],
                         [(1, 40, "笔误2"), (2, 50, "笔误3")])

    def test_the_place_is_kept_like_the_rest(self):
        """Added, corrected with its version, imported, and left alone where a file has none."""
        record = self.mentor.must("record", "add", "--student", self.school.student_no(1),
                                  "--group", "academic", "--kind", "meeting", "--channel",
                                  "face_to_face", "--held-at", "2026-03-04T08:00", "--minutes",
                                  "40", "--place", "图书馆", json=True)["id"]
        self.mentor.must("record", "correct", record, "--place", "操场", "--reason", "记错")
        shown = self.lead.must("record", "show", record, json=True)
        self.assertEqual((shown["place"], [v["place"] for v in shown["versions"]]),
                         ("操场", ["图书馆"]))
        columns = "staff_no,student_no,group,kind,channel,held_at,minutes"
        row = ["T001", self.school.student_no(1), "academic", "meeting", "face_to_face",
               "2026-03-04T08:00", 40]
        self.assertEqual(self.school.add("records", [row], columns)["unchanged"], 1)
        self.assertEqual(self.school.add("records", [[*row, "会议室"]], f"{columns},place")["stored"], 1)
        self.assertEqual(self.lead.must("record", "show", record, json=True)["place"], "会议室")

    def test_nothing_lies_in_the_future(self):
        before = self.district.sql("select count(*) from record")
        self.assertCode(self.add(self.mentor, 1, "2026-03-06T16:30"), INVALID)
        self.assertCode(self.add(self.mentor, 1, "2026-03-05T08:30"), INVALID)
        outcome = self.mentor.run("import", "records", self.school.write("records", [
            ["T001", self.school.student_no(1), "academic", "meeting", "face_to_face",
             "2026-04-01T16:30", 40, ""]]))
        self.assertCode(outcome, PARTIAL)
        self.assertEqual(self.district.sql("select count(*) from record"), before)
        record = self.add(self.mentor, 2, "2026-03-05T07:59")
        self.assertCode(record, 0)
        self.assertCode(self.mentor.run("record", "correct", record["id"], "--held-at",
                                        "2026-03-07T10:00", "--reason", "x"), INVALID)

    def test_only_between_two_who_are_or_were_paired(self):
        self.assertCode(self.add(self.lead, 4, "2026-03-02T16:30"), CONFLICT)
        self.assertCode(self.add(self.lead, 3, "2026-03-02T18:30"), CONFLICT)

    def test_a_record_lies_in_the_days_of_the_pairing(self):
        """From its first day to the one before its end, added, imported or corrected; a record that
        is stored stays importable."""
        pairing = self.school.pair(4, "T001", on="2026-02-26", json=True)["id"]
        self.lead.must("pairing", "end", pairing, "--on", "2026-03-02", "--reason", "转组")
        for day, code in (("2026-02-25", CONFLICT), ("2026-02-26", 0), ("2026-03-01", 0),
                          ("2026-03-02", CONFLICT), ("2026-03-04", CONFLICT)):
            for who in (self.lead, self.mentor):
                with self.subTest(day, who=who.name):
                    hour = "10" if who is self.lead else "11"
                    done = self.add(who, 4, f"{day}T{hour}:00")
                    self.assertCode(done, code)
                    if code:
                        self.assertIn(f"on={day}, days=2026-02-26/2026-03-01", done.stderr)
        number = self.school.student_no(4)
        rows = [["T001", number, "academic", "meeting", "face_to_face", f"{day}T15:00", 40, ""]
                for day in ("2026-02-25", "2026-02-26", "2026-03-01", "2026-03-02")]
        path = self.school.write("records", rows)
        done = self.lead.run("import", "records", path)
        self.assertCode(done, PARTIAL)
        self.assertIn("2 stored, 0 unchanged, 2 rejected", done.stderr)
        self.assertIn("line 2: held_at: The two had no pairing in this group on that day", done.stderr)
        record = self.add(self.mentor, 4, "2026-02-27T10:00")["id"]
        for moment, code in (("2026-02-28T10:00", 0), ("2026-03-02T10:00", CONFLICT),
                             ("2026-02-25T10:00", CONFLICT), ("2026-03-01T23:59", 0)):
            self.assertCode(self.mentor.run("record", "correct", record, "--held-at", moment,
                                            "--reason", "记错日期"), code)
        # One that an earlier version took outside the days is still found unchanged, and corrected.
        self.district.sql("update record set held_at = '2026-03-03T10:00+08:00'"
                          f" where id = '{record}'")
        row = ["T001", number, "academic", "meeting", "face_to_face", "2026-03-03T10:00", 40,
               "学习方法"]
        self.assertEqual(self.school.add("records", [row])["unchanged"], 1)
        self.mentor.must("record", "correct", record, "--minutes", "45", "--reason", "笔误")

    def test_one_moment_once(self):
        self.assertCode(self.add(self.mentor, 1, "2026-03-04T12:00"), 0)
        self.assertCode(self.add(self.mentor, 1, "2026-03-04T12:00"), CONFLICT)
        self.assertCode(self.add(self.mentor, 1, "2026-03-04T04:00Z"), CONFLICT)

    def test_words_of_any_script_come_back_as_they_were(self):
        for n, words in enumerate(("买买提·艾合𠮷", "it's; drop table record; --", '"a",\\b\t=1+1',
                                   "x" * 200)):
            outcome = self.mentor.run("record", "add", "--student", self.school.student_no(2),
                                      "--group", "academic", "--kind", "tutoring", "--channel",
                                      "phone", "--held-at", f"2026-03-01T1{n}:00", "--minutes", 10,
                                      "--topic", words, "--content", words * 40, json=True)
            self.assertCode(outcome, 0)
            shown = self.lead.must("record", "show", outcome["id"], json=True)
            self.assertEqual((shown["topic"], shown["content"]), (words, words * 40))

    def test_a_day_ends_at_the_district_s_midnight(self):
        """23:59 in Shanghai is of its day, although UTC says the day before."""
        self.assertCode(self.add(self.mentor, 2, "2026-02-27T23:59"), 0)
        self.assertCode(self.add(self.mentor, 2, "2026-02-28T00:00"), 0)
        number = self.school.student_no(2)
        counts = [len(self.lead.must("record", "list", "--student", number, "--as-of", d,
                                     json=True)["rows"]) for d in ("2026-02-26", "2026-02-27",
                                                                   "2026-02-28")]
        self.assertEqual([counts[1] - counts[0], counts[2] - counts[1]], [1, 1])
        figures = [self.lead.must("statistics", "campus", "--as-of", d, json=True)["records"]
                   for d in ("2026-02-26", "2026-02-27", "2026-02-28")]
        self.assertEqual([figures[1] - figures[0], figures[2] - figures[1]], [1, 1])


if __name__ == "__main__":
    main()
