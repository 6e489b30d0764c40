"""A school with one of everything that a form prints, and who prints it."""

from school import School, student

LONG = "阿卜杜拉·买买提江·吐尔逊艾力"
FACTS = "学生按计划完成预习，如实说明疑问；共同订正错题三道，复述解题思路，约定下周复查。"


class PrintSchool(School):
    def __init__(self, district, admin):
        super().__init__(district, admin)
        self.people(students=40, mentors=2, groups=("academic", "talent"))
        row = student(1, self.area)
        self.add("students", [[row[0], LONG, *row[2:]]])
        self.add("mentors", [["T001", "academic", "执教高三数学十二年，曾带学生自制几何教具；愿意每周听一次难处。"
                              * 2, "Mon4;Wed5"]], "staff_no,group,bio,slots")
        self.mentor = self.mentor_account("T001", "m1")
        self.lead.must("account", "add", "--account", "psych", "--role", "psychology_teacher",
                       "--password-stdin", stdin="psych password\n")
        self.psych = district.client("psych", "psych password")
        self.number = self.student_no(1)
        self.pairings = [self.pair(n, "T001", json=True)["id"] for n in (1, 2, 3)]
        self.pair(1, "T002", group="talent")
        self.sign()
        self.study()
        self.meet()
        self.evaluate()
        self.care()
        self.lead.must("report", "month", "draft", "2026-05", "--done", "入户走访", "--problems",
                       "辅导场地不足", "--next-steps", "增开两间自习室")
        self.lead.must("report", "month", "submit", "2026-05")

    def sign(self):
        self.lead.must("need", "freeze", "--on", "2026-03-01")
        for pairing in self.pairings[:2]:
            self.lead.must("agreement", "draft", "--pairing", pairing)
        self.lead.must("agreement", "sign", "--pairing", self.pairings[0], "--on", "2026-03-16")

    def study(self):
        points = {"建模": ("一元二次方程应用", "函数图像"), "运算": ("分式运算",), "推理": ("几何证明",),
                  "表达": ("证明书写",), "阅读": ("题意理解",)}
        self.add("diagnoses", [[self.number, subject, axis, point, day, mark + 4, 10]
                               for subject in ("数学", "语文")
                               for axis, names in points.items() for point in names
                               for day, mark in (("2026-03-20", 0), ("2026-06-20", len(axis) + len(point) - 5))],
                 "student_no,subject,dimension,point,taken_on,mark,full_mark")
        self.add("scores", [[self.number, "数学", "期末", "2026-07-01", 150, 96]],
                 "student_no,subject,exam,taken_on,full_mark,mark")
        for cause, on, errors in (("计算失误", "2026-05-04", 5), ("理解偏差", "2026-06-01", 2)):
            self.mentor.must("errorcause", "add", "--student", self.number, "--subject", "数学",
                             "--cause", cause, "--on", on, "--errors", errors)
        self.mentor.must("artefact", "add", "--student", self.number, "--kind", "review_plan",
                         "--title", "期末复习：先补运算，再练建模", "--on", "2026-11-02", "--subject",
                         "数学", "--content", "第一周：分式运算每天五题。\n第二周：一元二次方程应用。")
        self.mentor.must("talent", "set", "--student", self.number, "--field", "机器人", "--level",
                         "区级", "--coach", "T002", "--plan", "每周两次训练")
        self.lead.must("contest", "add", "--student", self.number, "--contest",
                       "全国青少年机器人技术与应用创新大赛", "--level", "city", "--held-on",
                       "2026-05-02", "--award", "二等奖")

    def record(self, kind, day, *words):
        return self.mentor.must("record", "add", "--student", self.number, "--group", "academic",
                                "--kind", kind, "--channel", "face_to_face", "--held-at",
                                f"{day}T16:30", "--minutes", "40", *words, json=True)["id"]

    def meet(self):
        told = ("--place", "图书馆二楼", "--topic", "分式运算", "--measures", "每天五题", "--effect",
                "正确率提高")
        self.meeting = self.record("meeting", "2026-05-12", "--content", FACTS, *told)
        self.longest = self.record("meeting", "2026-05-19", "--content", FACTS * 45, *told)
        self.visit = self.record("home_visit", "2026-05-20", "--content", FACTS, *told)
        self.feedback = self.record("home_feedback", "2026-05-21", "--content", FACTS, *told)
        self.tutoring = self.record("tutoring", "2026-05-22")
        self.mentor.must("tutoring", "add", "--record", self.tutoring, "--step", "基础概念",
                         "--subject", "数学", "--exercises", "5", "--correct", "4")

    def evaluate(self):
        self.lead.must("evaluation", "open", "--on", "2026-06-30", "--name", "第二学期期末评估")
        self.mentor.must("evaluation", "fill", "--pairing", self.pairings[0], "--outcome",
                         "continue", "--guidance", "95", "--growth", "92", "--emotion", "good",
                         "--communication", "excellent", "--method-reached", "--note", "保持节奏")
        self.lead.must("appraisal", "mark", "--mentor", "T001", "--part", "case_study", "--points",
                       "87.5", "--reason", "案例展示")
        nominated = self.mentor.must("honour", "nominate", "--student", self.number, "--reason",
                                     "坚持锻炼", json=True)["id"]
        self.lead.must("honour", "decide", nominated, "--state", "approved")
        self.lead.must("honour", "publish")

    def care(self):
        self.psych.must("consent", "grant", "--student", self.number, "--by", "student", "--on",
                        "2026-03-01", "--text-version", "1", "--purpose", "counselling",
                        "--guardian-informed", "2026-03-01")
        self.psych.must("counselling", "add", "--student", self.number, "--held-at",
                        "2026-05-12T16:00", "--minutes", "40", "--note", "谈到考前睡眠，约定作息表。",
                        "--next-on", "2026-05-26")
        self.warning = self.psych.must("warning", "open", "--student", self.number, "--level",
                                       "orange", "--noticed-at", "2026-12-20T19:50", json=True)["id"]
        for act in ("first_report", "guardian_told"):
            self.psych.must("warning", "act", self.warning, "--act", act)

    def forms(self):
        """{form: (who prints it, its flags, words that stand in it)}."""
        this = ("--student", self.number)
        who = (LONG, self.number[:5] + "*" * 10 + self.number[-4:])
        lead, mentor, psych = self.lead, self.mentor, self.psych
        return {
            "needs": (lead, (), ("2026年学生帮扶需求清单", "清单号 1", "学生40", "课堂观察",
                                 "筛查结果非诊断")),
            "mentor-application": (mentor, (), ("老师T001", "■ 学业", "学科教学", "执教高三数学",
                                             "周一第4节")),
            "pairings": (lead, (), ("2026年师生结对一览表", *who, "老师T002")),
            "agreement": (lead, ("--pairing", self.pairings[0]),
                          ("2026年帮扶协议书", *who, "目标", "措施", "安排", "责任", "2026-03-16",
                           "监护人签名")),
            "agreements": (mentor, ("--mine",), ("2026年帮扶协议书", "学生2")),
            "record": (mentor, ("--record", self.meeting),
                       (*who, "2026-05-12 16:30", "图书馆二楼", "■ 面对面", "■ 面谈", FACTS,
                        "每天五题", "正确率提高", "学生签名", "导师签名")),
            "mentor-booklet": (lead, (), ("2026年导师风采册", "老师T002", "执教高三数学")),
            "choice": (lead, this, (*who, "高一", "志愿表", "监护人签名")),
            "choices": (lead, ("--class-name", "1班"), ("学生40", "志愿表")),
            "talk": (psych, (*this, "--reason", "归档"), (*who, "谈到考前睡眠", "2026-05-26")),
            "home-visit": (mentor, ("--record", self.visit), (*who, FACTS, "家长意见")),
            "home-feedback": (mentor, ("--record", self.feedback), (*who, FACTS, "家长回执")),
            "radar": (mentor, this, (*who, "数学", "语文", "建模", "首次", "最近")),
            "weaknesses": (mentor, this, (*who, "一元二次方程应用", "不与他人比较")),
            "error-causes": (mentor, this, (*who, "计算失误", "理解偏差")),
            "review-plan": (mentor, this, (*who, "第一周：分式运算每天五题。", "先补运算")),
            "growth-file": (mentor, this, (*who, "成长档案", "二等奖", "保持节奏", "每周两次训练",
                                              "期末复习")),
            "monthly-report": (lead, ("--month", "2026-05"),
                               ("月报 2026-05", "入户走访", "辅导场地不足", "增开两间自习室", "帮扶记录",
                                "已报", "家校反馈", "学业")),
            "evaluation": (mentor, ("--pairing", self.pairings[0]),
                           (*who, "■ 良", "■ 优", "■ 继续", "保持节奏", "第二学期期末评估")),
            "appraisal": (mentor, (), ("老师T001", "案例", "87.5", "权重")),
            "honours": (lead, (), ("成长之星", LONG, "公布日期 2026-12-20")),
            "certificate": (lead, ("--kind", "student"), ("荣誉证书", LONG, "“成长之星”",
                                                          "2026-12-20")),
            "consent": (psych, ("--purpose", "screening"), ("知情同意书", "心理筛查", "筛查结果非诊断")),
            "crisis": (psych, ("--warning", self.warning), (*who, "■ 橙色", "首报", "告知监护人")),
            "referral": (psych, ("--warning", self.warning), (*who, "接收单位回执")),
            "contests": (lead, (), (*who, "全国青少年机器人技术与应用创新大赛", "二等奖"))}
