"""integration.care: tiers, sealed counselling notes behind consent and reason, the watch for words,
the chain of escalation (R1, R2, R10, R11, R17, R18)."""

from district import DistrictTest, main
from school import School

CONFLICT, INVALID, NOT_FOUND, DENIED = 5, 3, 4, 6
SECRET = "一段只有心理教师能读的谈话"


class Care(DistrictTest):
    settings = {"clock": "2026-05-20T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.school.people(students=6, mentors=2)
        cls.lead = cls.school.lead
        for n in (1, 2, 3):
            cls.school.pair(n, "T001")
        cls.mentor = cls.school.mentor_account("T001", "m1")
        cls.lead.must("account", "add", "--account", "psych", "--role", "psychology_teacher",
                      "--password-stdin", stdin="psych password\n")
        cls.psych = cls.district.client("psych", "psych password")

    def consent(self, n):
        self.psych.must("consent", "grant", "--student", self.school.student_no(n), "--by",
                        "student", "--on", "2026-03-01", "--text-version", "1", "--purpose",
                        "counselling", "--guardian-informed", "2026-03-01")

    def counsel(self, n, *words, held_at="2026-05-12T16:00"):
        return self.psych.run("counselling", "add", "--student", self.school.student_no(n),
                              "--held-at", held_at, "--minutes", "40", *words, json=True)

    def test_a_note_needs_consent_and_is_sealed(self):
        refused = self.counsel(1, "--note", SECRET)
        self.assertCode(refused, CONFLICT)
        self.assertIn("consent", refused.stderr.lower())
        self.consent(1)
        self.assertCode(self.counsel(1, "--note", SECRET, held_at="2026-02-01T10:00"), CONFLICT)
        done = self.counsel(1, "--note", SECRET, "--next-on", "2026-05-26")
        self.assertEqual(done.code, 0, str(done))
        stored = self.district.sql("select encode(note, 'hex') from counselling")
        self.assertNotIn(SECRET.encode().hex(), stored[0][0])
        shown = self.psych.must("counselling", "show", "--student", self.school.student_no(1),
                                "--reason", "准备下次谈话", json=True)["rows"]
        self.assertEqual([r["note"] for r in shown], [SECRET])
        self.assertCode(self.psych.run("counselling", "show", "--student",
                                       self.school.student_no(1)), INVALID)
        for other in (self.lead, self.mentor):
            self.assertCode(other.run("counselling", "show", "--student",
                                      self.school.student_no(1), "--reason", "看看"), DENIED)
        due = self.psych.must("counselling", "list", "--due-by", "2026-05-26", "--reason", "例会",
                              json=True)["rows"]
        self.assertEqual([r["next_on"] for r in due], ["2026-05-26"])
        self.assertNotIn("note", due[0])
        self.psych.must("consent", "withdraw", "--student", self.school.student_no(1), "--purpose",
                        "counselling", "--on", "2026-05-20")
        self.assertCode(self.counsel(1, "--note", "再谈"), CONFLICT)
        self.assertCode(self.psych.run("counselling", "show", "--student",
                                       self.school.student_no(1), "--reason", "复核"), CONFLICT)

    def test_tiers_hold_from_their_day_until_they_end(self):
        number = self.school.student_no(2)
        self.psych.must("care", "set", "--student", number, "--tier", "重点关注", "--on",
                        "2026-04-01")
        self.psych.must("care", "set", "--student", number, "--tier", "urgent", "--on",
                        "2026-05-10")
        rows = self.psych.must("care", "list", "--reason", "例会", json=True)["rows"]
        self.assertEqual([(r["student_no"], r["tier"], r["since"]) for r in rows],
                         [(number, "urgent", "2026-05-10")])
        self.psych.must("care", "set", "--student", number, "--tier", "urgent", "--end")
        self.assertEqual(self.psych.must("care", "list", "--reason", "例会", json=True)["rows"], [])
        self.assertCode(self.lead.run("care", "list", "--reason", "例会"), DENIED)

    def write(self, n, content, held_at):
        return self.mentor.must("record", "add", "--student", self.school.student_no(n), "--group",
                                "academic", "--kind", "meeting", "--channel", "face_to_face",
                                "--held-at", held_at, "--minutes", "30", "--content", content,
                                json=True)["id"]

    def watch(self):
        return {r["record"]: r for r in
                self.psych.must("watch", "list", "--reason", "例行查看", json=True)["rows"]}

    def test_a_watched_word_asks_for_a_human_look_and_labels_nobody(self):
        plain = self.write(1, "作业认真。", "2026-05-11T16:00")
        found = self.write(2, "他说最近觉得活着没意思,也不想上学。", "2026-05-12T16:00")
        self.write(3, "很久以前的事:跳楼。", "2026-03-12T16:00")
        rows = self.watch()
        self.assertIn(found, rows)
        self.assertNotIn(plain, rows)
        self.assertEqual(rows[found]["words"], "活着没意思")
        self.assertIn("最近觉得活着没意思", rows[found]["excerpt"])
        self.assertEqual(len(rows), 1)
        self.psych.must("watch", "look", found, "--outcome", "follow_up")
        self.assertEqual(self.watch(), {})
        self.assertCode(self.psych.run("watch", "look", found, "--outcome", "nothing"), CONFLICT)
        self.mentor.must("record", "correct", found, "--reason", "补充", "--content",
                         "他提到割腕。")
        self.assertEqual(self.watch()[found]["words"], "割腕")
        stale = self.psych.run("watch", "look", found, "--outcome", "nothing", "--of-version", "1")
        self.assertCode(stale, CONFLICT)
        self.lead.must("watch", "add", "认真")
        self.lead.must("watch", "remove", "割腕")
        self.assertEqual({r["words"] for r in self.watch().values()}, {"认真"})
        words = {r["word"]: r["own"] for r in self.lead.must("watch", "words", json=True)["rows"]}
        self.assertEqual((words["认真"], "割腕" in words), (True, False))
        self.assertCode(self.lead.run("watch", "list", "--reason", "看看"), DENIED)
        self.assertCode(self.mentor.run("watch", "words"), DENIED)

    def test_the_chain_is_the_campus_s_own_once_it_says_so(self):
        chain = self.mentor.must("warning", "chain", json=True)["rows"]
        self.assertEqual((chain[0]["who"], chain[0]["minutes"]), ("心理教师", 10))
        self.lead.must("warning", "chain-set", "--place", "1", "--who", "值班校长", "--minutes", "5")
        chain = self.mentor.must("warning", "chain", json=True)["rows"]
        self.assertEqual([(r["place"], r["who"]) for r in chain], [(1, "值班校长")])


if __name__ == "__main__":
    main()
