"""Students found by name, pinyin, initials, or class and seat, by whoever reaches them, and by
nobody else; pinyin that comes with the name and can be corrected."""

from district import DistrictTest, main
from school import MS, School, student_no

NOT_FOUND, CONFLICT, UNAVAILABLE, DEADLINE_EXCEEDED, PARTIAL = 4, 5, 8, 9, 11
NAMES = ["单晓明", "曾诗涵", "仇英", "尉迟恭", "吕思源", "李娜", "李娜", "买买提·艾合买提", "顾逸𬱖", "张三"]
PINYIN = ["shan xiao ming", "zeng shi han", "qiu ying", "yu chi gong", "lü si yuan", "li na",
          "li na", "mai mai ti ai he mai ti", "gu yi wei", "zhang san"]
COLUMNS = "student_no,name,gender,born_on,grade,class_name,class_seat"


def row(n, name, area="990109", class_name=None, number=None):
    return [number or student_no(n, area), name, "男" if n % 2 else "女", "2010-03-02", 31,
            class_name or ("1班" if n < 8 else "高一(2)班"), f"{n:02d}"]


class Search(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        admin = cls.admin = cls.district.administrator()
        cls.school = School(cls.district, admin)
        other = School(cls.district, admin, MS, "MS 中学", "lead.ms", area="990108")
        cls.lead = cls.school.lead
        cls.school.people(students=10, mentors=2)
        cls.school.add("students", [row(n, name) for n, name in enumerate(NAMES, 1)], COLUMNS)
        other.add("students", [row(1, "诸葛亮", "990108"), row(2, "张三", "990108")], COLUMNS)
        for n, mentor in ((1, "T001"), (6, "T001"), (7, "T002")):
            cls.school.pair(n, mentor, on="2026-02-25")
        cls.mentor = cls.school.mentor_account("T001", "m.one")

    def meant(self, who, typed):
        found = who.run("student", "find", typed, json=True)
        return found["student_no"] if found.code == 0 else found.code

    def no(self, n):
        return self.school.student_no(n)

    def test_pinyin_comes_with_the_name(self):
        rows = self.lead.must("student", "list", json=True)["rows"]
        self.assertEqual([(r["name"], r["pinyin"]) for r in rows][:10], list(zip(NAMES, PINYIN)))
        staff = self.lead.must("staff", "list", "--find", "laoshi", json=True)["rows"]
        self.assertEqual([s["pinyin"] for s in staff], ["lao shi T001", "lao shi T002"])

    def test_pinyin_can_be_corrected_and_follows_a_new_name_else(self):
        columns, number = COLUMNS + ",pinyin", "L000000000000000051"
        for name, given, pinyin in (("乐嘉", "", "yue jia"), ("乐佳", "", "yue jia"),
                                    ("乐嘉", "le jia", "le jia"), ("乐嘉", "", "le jia"),
                                    ("乐佳", "", "le jia")):
            cells = row(51, name, number=number) + [given]
            self.school.add("students", [cells], columns)
            again = self.school.add("students", [cells], columns)
            self.assertEqual(again["unchanged"], 1)
            shown = self.lead.must("student", "list", "--find", number, json=True)["rows"]
            self.assertEqual([r["pinyin"] for r in shown], [pinyin], (name, given))
        self.assertEqual(self.meant(self.lead, "lejia"), number)
        self.district.sql("update student set left_on = '2026-03-01'"
                          f" where student_no = '{number}'")
        self.assertEqual(self.meant(self.lead, "lejia"), NOT_FOUND)  # no longer on roll
        self.assertEqual(self.meant(self.lead, number), number)

    def test_a_grade_is_a_word_too(self):
        """As the rosters of schools have it, and as it is shown."""
        cells = row(52, "初晓", number="L000000000000000052")
        for typed in ("高一", "31", "高二"):
            cells[4] = typed
            self.school.add("students", [cells], COLUMNS)
        listed = self.lead.must("student", "list", "--grade", "高二", json=True)["rows"]
        self.assertEqual([(r["name"], r["grade"]) for r in listed], [("初晓", 32)])
        shown = self.lead.must("student", "list", "--grade", "32", "--lang", "zh").stdout
        self.assertIn("高二", shown)
        self.assertNotIn("32", shown.replace("052", ""))
        wrong = self.lead.run("student", "list", "--grade", "大一")
        self.assertEqual(wrong.code, 2)
        self.assertIn("高一", wrong.stderr)
        self.district.sql("update student set left_on = '2026-03-01'"
                          " where student_no = 'L000000000000000052'")

    def test_everything_that_means_one(self):
        for typed, n in (("单晓明", 1), ("shanxiaoming", 1), ("Shan Xiao-ming", 1), ("sxm", 1),
                         ("shān xiǎomíng", 1), ("zengshihan", 2), ("qiu ying", 3), ("yuchigong", 4),
                         ("lvsiyuan", 5), ("lü si yuan", 5), ("lyusiyuan", 5), ("lsy", 5),
                         ("买买提·艾合买提", 8), ("maimaitiaihemaiti", 8), ("顾逸𬱖", 9),
                         ("1班/6", 6), ("1班/07", 7), ("高一1班/7", 7), ("高一(2)班/10", 10),
                         ("高一（2）班／10", 10), ("高一2班/10", 10), (self.no(3).lower(), 3)):
            with self.subTest(typed):
                self.assertEqual(self.meant(self.lead, typed), self.no(n))

    def test_two_of_a_name_are_counted_and_not_chosen_from(self):
        for typed in ("李娜", "lina", "LN"):
            several = self.lead.run("student", "find", typed)
            self.assertCode(several, CONFLICT)
            self.assertIn("matches=2", several.stderr)
        self.assertEqual(self.meant(self.mentor, "李娜"), self.no(6))  # one alone is the mentor's

    def test_out_of_reach_is_as_nobody(self):
        for who, typed in ((self.mentor, "张三"), (self.lead, "诸葛亮"), (self.lead, "zhugeliang"),
                           (self.mentor, "高一(2)班/10"), (self.mentor, self.no(7))):
            with self.subTest(typed):
                out, none = (who.run("student", "find", t) for t in (typed, "无此人"))
                self.assertEqual((out.code, out.stderr), (NOT_FOUND, none.stderr))
        self.assertEqual(self.meant(self.lead, "zhangsan"), self.no(10))  # not the other school's

    def test_each_role_finds_its_own(self):
        for account, role, words in (("psy.gp", "psychology_teacher", ("--staff", "T002")),
                                     ("class.gp", "class_teacher", ("--staff", "T002")),
                                     ("pupil.gp", "student", ("--student", "sxm"))):
            self.lead.must("account", "add", "--account", account, "--role", role, *words,
                           "--password-stdin", stdin=f"{account} password\n")
        self.lead.must("class", "assign", "--staff", "T002", "--grade", "31", "--class-name", "1班")
        psych, teacher, pupil = (self.district.client(a, f"{a} password")
                                 for a in ("psy.gp", "class.gp", "pupil.gp"))
        for who, reached in ((psych, {1, 3, 10}), (teacher, {1, 3}), (pupil, {1})):
            for n, typed in ((1, "sxm"), (3, "qiuying"), (10, "张三")):
                with self.subTest(who.name, typed=typed):
                    self.assertEqual(self.meant(who, typed),
                                     self.no(n) if n in reached else NOT_FOUND)

    def test_a_name_does_wherever_a_student_is_asked_for(self):
        added = self.mentor.run("record", "add", "--student", "sxm", "--group", "academic",
                                "--kind", "meeting", "--channel", "face_to_face", "--held-at",
                                "2026-03-03T16:30", "--minutes", "40", json=True)
        self.assertCode(added, 0)
        self.assertIn("sxm is 单晓明 of class 1班, G9901**********", added.stderr)
        listed = self.mentor.must("record", "list", "--student", "单晓明", json=True)["rows"]
        self.assertEqual([r["id"] for r in listed], [added["id"]])
        wrong = self.lead.run("student", "show", "lina")
        self.assertCode(wrong, CONFLICT)
        self.assertIn("--student lina", wrong.stderr)

    def test_staff_are_found_like_students(self):
        """By whoever may know the name; of several the numbers are told, and nobody is chosen."""
        self.school.add("staff", [["T011", "王静", "教师"], ["T012", "王晶", "教师"], ["T013", "区子墨", "教师"],
                                  ["yl", "宋雨", "教师"], ["T014", "叶兰", "教师"], ["T015", "温如", "教师"]])
        self.district.sql("update staff set left_on = '2026-03-01' where staff_no = 'T015'")

        def meant(who, typed):
            found = who.run("staff", "find", typed, json=True)
            return found["staff_no"] if found.code == 0 else found.code
        for typed, number in (("王静", "T011"), ("ou zimo", "T013"), ("ouzimo", "T013"), ("ozm", "T013"),
                              ("T013", "T013"), ("songyu", "yl"), ("yl", "yl"), ("yelan", "T014"),
                              ("温如", NOT_FOUND), ("T015", "T015"), ("诸葛", NOT_FOUND)):
            with self.subTest(typed):
                self.assertEqual(meant(self.lead, typed), number)
        several = self.lead.run("staff", "find", "wangjing")
        self.assertCode(several, CONFLICT)
        self.assertIn("matches=2, staff_no=T011 T012", several.stderr)
        self.assertEqual(meant(self.mentor, "T001"), "T001")
        self.lead.must("account", "add", "--account", "pupil.two", "--role", "student", "--student",
                       self.no(2), "--password-stdin", stdin="pupil.two password\n")
        pupil = self.district.client("pupil.two", "pupil.two password")
        self.assertEqual(meant(pupil, "老师T002"), "T002")  # a mentor to choose
        for who in (self.mentor, pupil):
            out, none = (who.run("staff", "find", t) for t in ("王静", "无此人"))
            self.assertEqual((out.code, out.stderr), (NOT_FOUND, none.stderr))

    def test_a_name_does_wherever_a_mentor_is_asked_for(self):
        listed = self.lead.run("pairing", "list", "--mentor", "老师T001", json=True)
        self.assertEqual({r["staff_no"] for r in listed["rows"]}, {"T001"})
        self.assertIn("老师T001 is 老师T001, T001.", listed.stderr)
        shown = self.lead.must("mentor", "show", "老师T002", json=True)
        self.assertEqual(shown["staff_no"], "T002")
        self.lead.must("class", "assign", "--staff", "老师T002", "--grade", "32", "--class-name", "2班")
        self.assertIn("T002", [r["staff_no"] for r in self.lead.must("class", "list", json=True)["rows"]])
        wrong = self.lead.run("pairing", "list", "--mentor", "无此人")
        self.assertCode(wrong, NOT_FOUND)
        self.assertIn("--mentor 无此人", wrong.stderr)
        self.assertIn("A name, pinyin or initials will do.",
                      self.lead.must("pairing", "list", "--help").stdout)
        # The district finds nobody by name; a number of letters is still a number.
        admin = self.admin
        refused = admin.run("account", "add", "--account", "x.y", "--role", "mentor", "--staff", "abc",
                            "--campus", "3451990001", "--password-stdin", stdin="x.y password\n")
        self.assertNotIn("find", refused.stderr)

    def test_lists_are_searched(self):
        def names(who, *words):
            return [r["name"] for r in who.must(*words, json=True)["rows"]]
        for find, found in (("娜", ["李娜", "李娜"]), ("li", ["李娜", "李娜"]), ("yc", ["尉迟恭"]),
                            (self.no(1)[:19], ["单晓明"]), ("z", ["曾诗涵", "张三"]), ("无", [])):
            with self.subTest(find):
                self.assertEqual(names(self.lead, "student", "list", "--find", find), found)
        self.assertEqual(names(self.mentor, "student", "list"), ["单晓明", "李娜"])
        self.assertEqual(names(self.mentor, "student", "list", "--find", "li"), ["李娜"])
        self.assertEqual(names(self.lead, "mentor", "list", "--find", "T002"), ["老师T002"])

    def test_a_name_written_without_a_network_is_looked_up_when_it_is_sent(self):
        def keep(name, minute):
            self.district.stop()
            try:
                kept = self.mentor.run("--timeout", "0.3", "record", "add", "--student", name,
                                       "--group", "academic", "--kind", "meeting", "--channel",
                                       "face_to_face", "--held-at", f"2026-03-04T10:{minute}",
                                       "--minutes", "40")
                self.assertIn(kept.code, (UNAVAILABLE, DEADLINE_EXCEEDED), kept)
            finally:
                self.district.start()
        keep("sxm", 10)
        keep("张三", 20)  # not the mentor's
        sent = self.mentor.run("queue", "send")
        self.assertCode(sent, PARTIAL)
        states = [r["state"] for r in self.mentor.must("queue", "list", json=True)["rows"]]
        self.assertEqual(states, ["rejected"])
        self.assertEqual(self.district.sql("select count(*) from record where held_at ="
                                           " '2026-03-04T10:10+08:00'"), [["1"]])


if __name__ == "__main__":
    main()
