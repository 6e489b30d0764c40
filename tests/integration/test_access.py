"""X1: who may do what, generated from the contract: every operation, every role, own rows and
others'. Another campus's rows, and what does not exist, answer alike."""

import copy
import uuid
from pathlib import Path

import district
from district import ADMINISTRATOR, DEVICE, JIEDUID, DistrictTest, Failure, free_port, main
from school import GP, MS, School, student
from wire import Contract, Wire

ROLES = ("district_administrator", "campus_lead", "mentor", "psychology_teacher", "class_teacher",
         "subject_teacher", "student", "auditor", "operator")
# The accounts of a campus that the school's own work does not make.
CAMPUS_ROLES = {"psychology_teacher": (), "class_teacher": ("--staff", "T003"),
                "subject_teacher": ("--staff", "T003"), "student": None}
# Whose students, pairings and records inside the own campus a role sees nothing of.
OUT_OF_REACH = {"mentor": ("colleague", "other_class"), "class_teacher": ("other_class",),
                "subject_teacher": ("other_class",), "student": ("colleague", "other_class")}
HELD = {"kind": "RECORD_KIND_MEETING", "channel": "RECORD_CHANNEL_FACE_TO_FACE", "minutes": 30,
        "held_at": "2026-03-04T15:00", "group": "GROUP_ACADEMIC"}
REQUEST = {"group": "GROUP_ACADEMIC", "run": "{run}", "student": "{waiting}"}

# A good request of every operation; {…} stands for something that exists, is another's, or is made
# up. Writes are made as dry runs.
REQUESTS = {
    "AccessService.ExplainAccess": {"operation": "need show", "student": "{student}"},
    "AccountService.AddAccount": {"account": "new.one", "role": "ROLE_CAMPUS_LEAD",
                                  "campus": "{campus}", "password": "ten characters"},
    "AccountService.ImportAccounts": {
        "rows": [{"account": "new.one", "role": "ROLE_STUDENT", "student_no": "{student}",
                  "password": "ten characters"}]},
    "AccountService.EnableAccount": {"account": "{account}"},
    "AccountService.ResetAccount": {"account": "{account}", "password": "ten characters"},
    "AccountService.GrantRole": {"account": "{granted}", "role": "{role}"},
    "AccountService.WithdrawRole": {"account": "{granted}", "role": "{role}"},
    "AccountService.ListPsychologyGrants": {},
    "AccountService.DisableAccount": {"account": "{account}"},
    "AccountService.ListAccounts": {},
    "AnswerService.ImportAnswers": {"rows": [{"staff_no": "{mentor}", "group": "GROUP_ACADEMIC",
                                              "student_no": "{student}", "rank": "1"}]},
    "AnswerService.ListAnswers": {},
    "AuditService.ListAudit": {"operation": "StudentService.ShowStudent"},
    "AuditService.ListSubjectAccess": {"student": "{student}"},
    "AuditService.ShowHead": {},
    "AuditService.VerifyAudit": {},
    "CalendarService.LoadCalendar": {"rows": [{"first_on": "2026-06-01", "last_on": "2026-06-01",
                                                 "kind": "CALENDAR_KIND_HOLIDAY", "name": "假"}]},
    "CalendarService.ListCalendar": {},
    "CampusService.AddCampus": {"code": "3451990009", "name": "新校", "stage": "STAGE_JUNIOR"},
    "CampusService.ListCampuses": {},
    "ClassService.AssignClass": {"staff": "{mentor}", "grade": 31, "class_name": "2班"},
    "ClassService.RemoveClass": {"staff": "{teacher}", "grade": 31, "class_name": "1班"},
    "ClassService.ListClasses": {},
    "ChoiceService.ImportChoices": {"rows": [{"student_no": "{student}", "group": "GROUP_ACADEMIC",
                                              "rank": 1, "staff_no": "{mentor}"}]},
    "ChoiceService.ListChoices": {},
    "ErasureService.EraseStudent": {"student": "{student}", "reason": "监护人要求"},
    "FitService.ImportFits": {"rows": [{"student_no": "{student}", "staff_no": "{mentor}",
                                        "personality_fit": 60}]},
    "ForbiddenService.ImportForbidden": {"rows": [{"student_no": "{student}",
                                                   "staff_no": "{mentor}", "reason": "亲属"}]},
    "ForbiddenService.ListForbidden": {},
    "KeyService.ListKeys": {},
    "KeyService.RotateKeys": {},
    "LoanService.RunLoan": {"on": "2026-03-06"},
    "LoanService.ListLoans": {},
    "LoanService.ShowLoan": {"run": "{loan}"},
    "LoanService.PublishLoan": {"run": "{loan}"},
    "LoanService.DeclineLoan": {"run": "{loan}"},
    "LoanService.DiscardLoan": {"run": "{loan}"},
    "MatchService.RunMatch": {"on": "2026-03-06"},
    "MatchService.ListMatches": {},
    "MatchService.ShowMatch": {"run": "{run}"},
    "MatchService.ExplainMatch": REQUEST,
    "MatchService.CompareMatches": {"run": "{run}", "other": "{run}"},
    "MatchService.ListWaiting": {"run": "{run}"},
    "MatchService.AdjustMatch": {**REQUEST, "reason": "家长要求"},
    "MatchService.LockMatch": {**REQUEST, "mentor": "{mentor}", "reason": "家长要求"},
    "MatchService.UnlockMatch": {"student": "{locked}", "group": "GROUP_ACADEMIC"},
    "MatchService.ListLocks": {},
    "MatchService.ForbidMatch": {"student": "{waiting}", "mentor": "{mentor}", "reason": "亲属"},
    "MatchService.AllowMatch": {"student": "{forbidden}", "mentor": "{mentor}"},
    "MatchService.PublishMatch": {"run": "{run}"},
    "MatchService.DiscardMatch": {"run": "{run}"},
    "MentorService.ImportMentors": {"rows": [{"staff_no": "{mentor}", "group": "GROUP_GENERAL"}]},
    "MentorService.ListMentors": {},
    "MentorService.ShowMentor": {"mentor": "{mentor}"},
    "MentorService.SetCapacity": {"mentor": "{mentor}", "capacity": 4},
    "NeedService.ImportNeeds": {"rows": [{"student_no": "{student}", "group": "GROUP_GENERAL",
                                          "severity": 2, "source": "NEED_SOURCE_HOME_VISIT"}]},
    "NeedService.ListNeeds": {},
    "NeedService.ShowNeeds": {"student": "{student}", "reason": "会谈准备"},
    "NeedService.FreezeNeeds": {},
    "NeedService.DiffNeeds": {},
    "PairingService.AddPairing": {"student": "{waiting}", "group": "GROUP_ACADEMIC",
                                  "mentor": "{mentor}", "on": "2026-03-05"},
    "PairingService.ListPairings": {"student": "{student}"},
    "PairingService.ShowPairing": {"id": "{pairing}"},
    "PairingService.ListHistory": {"student": "{student}"},
    "PairingService.EndPairing": {"id": "{pairing}", "on": "2026-03-05", "reason": "转学"},
    "PairingService.ReassignPairing": {"id": "{pairing}", "on": "2026-03-05", "reason": "换导师",
                                       "mentor": "{mentor2}"},
    "PairingService.ReplanPairings": {"mentor": "{mentor}", "on": "2026-03-06"},
    "TransferService.TransferStudent": {"student": "{student}", "to": "3451990003",
                                        "on": "2026-03-05"},
    "TransferService.ListTransfers": {},
    "AbsenceService.AddAbsence": {"mentor": "{mentor}", "deputy": "{mentor2}",
                                  "from": "2026-03-05", "until": "2026-03-20"},
    "AbsenceService.EndAbsence": {"id": "{absence}", "on": "2026-05-07"},
    "AbsenceService.ListAbsences": {},
    "ChangeService.RequestChange": {"pairing": "{pairing}", "reason": "时间不合",
                                    "kind": "CHANGE_KIND_EXIT"},
    "ChangeService.ListChanges": {},
    "ChangeService.ApproveChange": {"id": "{change}", "mentor": "{mentor2}", "on": "2026-03-05"},
    "ChangeService.DeclineChange": {"id": "{change}", "reason": "先沟通"},
    "ImportService.UndoImport": {"id": "{import}"},
    "ImportService.ListImports": {},
    "DiagnosisService.AddDiagnosis": {"student": "{student}", "subject": "数学", "mark": "3",
                                      "dimension": "运算能力", "point": "分式", "full_mark": "10",
                                      "on": "2026-03-03"},
    "DiagnosisService.ImportDiagnoses": {"rows": [{
        "student_no": "{student}", "subject": "数学", "dimension": "运算能力", "point": "方程",
        "taken_on": "2026-03-03", "mark": "3", "full_mark": "10"}]},
    "DiagnosisService.ListDiagnoses": {"student": "{student}"},
    "RadarService.ShowRadar": {"student": "{student}"},
    "WeaknessService.ListWeaknesses": {"student": "{student}"},
    "ErrorCauseService.AddErrorCause": {"student": "{student}", "subject": "数学",
                                        "cause": "计算失误", "on": "2026-03-03"},
    "ErrorCauseService.ListErrorCauses": {"student": "{student}"},
    "ErrorCauseService.AddErrorCauseKind": {"name": "审题不清"},
    "ErrorCauseService.ListErrorCauseKinds": {},
    "TutoringService.AddTutoring": {"record": "{tutoring}", "step": "TUTORING_STEP_CONCEPT",
                                    "subject": "数学"},
    "TutoringService.ListTutorings": {"student": "{student}"},
    "ArtefactService.AddArtefact": {"student": "{student}", "kind": "ARTEFACT_KIND_REVIEW_PLAN",
                                    "title": "复习", "content": "每天一小时", "on": "2026-03-03"},
    "ArtefactService.ListArtefacts": {"student": "{student}"},
    "ArtefactService.ShowArtefact": {"id": "{artefact}"},
    "StageService.ShowStage": {"student": "{student}"},
    "StageService.ListStages": {},
    "ProgressService.ListProgress": {},
    "MeetingService.AddMeeting": {"kind": "MEETING_KIND_METHOD_MEETING", "on": "2026-03-03"},
    "MeetingService.AttendMeeting": {"id": "{meeting}", "student": ["{student}"]},
    "MeetingService.ListMeetings": {},
    "AppraisalService.ListAppraisals": {},
    "AppraisalService.ShowAppraisal": {"mentor": "{mentor}"},
    "AppraisalService.MarkAppraisal": {"mentor": "{mentor}", "points": "90", "reason": "座谈",
                                       "part": "APPRAISAL_PART_CLASS_TEACHER"},
    "AppraisalService.AddBreach": {"mentor": "{mentor}", "on": "2026-03-03", "reason": "未报备"},
    "AppraisalService.ResolveBreach": {"id": "{breach}", "on": "2026-03-05"},
    "HonourService.ListHonours": {},
    "HonourService.NominateHonour": {"student": "{student}", "reason": "坚持"},
    "HonourService.ListNominations": {},
    "HonourService.DecideHonour": {"id": "{nomination}", "state": "NOMINATION_STATE_APPROVED"},
    "HonourService.PublishHonours": {},
    "HonourService.AppealHonour": {"reason": "漏计"},
    "HonourService.ListAppeals": {},
    "HonourService.SettleHonour": {"id": "{appeal}", "state": "APPEAL_STATE_REJECTED",
                                   "reason": "已复核"},
    "CareService.SetCare": {"student": "{student}", "tier": "CARE_TIER_FOCUS"},
    "CareService.ListCare": {"reason": "例会"},
    "CounsellingService.AddCounselling": {"student": "{screened}", "minutes": 40, "note": "谈话",
                                          "held_at": "2026-03-04T15:00"},
    "CounsellingService.ListCounsellings": {"reason": "例会"},
    "CounsellingService.ShowCounselling": {"student": "{screened}", "reason": "准备"},
    "WatchService.ListWatch": {"reason": "例行"},
    "WatchService.LookWatch": {"record": "{record}", "outcome": "WATCH_OUTCOME_NOTHING"},
    "WatchService.ListWords": {},
    "WatchService.AddWord": {"word": "离家出走"},
    "WatchService.RemoveWord": {"word": "跳楼"},
    "EscalationService.ListEscalation": {},
    "EscalationService.SetEscalation": {"place": 1, "who": "心理教师", "minutes": 10},
    "TalentService.SetTalent": {"student": "{student}", "field": "合唱"},
    "TalentService.ShowTalent": {"student": "{student}"},
    "TalentService.ListTalents": {},
    "ContestService.ListListedContests": {},
    "ContestService.AddListedContest": {"name": "机器人赛", "school_year": "2025-2026"},
    "ContestService.RemoveListedContest": {"name": "合唱节", "school_year": "2025-2026"},
    "SurveyService.OpenSurvey": {"audience": "SURVEY_AUDIENCE_STUDENT", "until": "2026-03-20"},
    "SurveyService.AnswerSurvey": {"survey": "{survey}", "guidance": 90, "growth": 90,
                                   "student": "{student}"},
    "SurveyService.ListSurveys": {},
    "WebhookService.AddWebhook": {"kind": "WEBHOOK_KIND_WECOM",
                                  "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a"},
    "WebhookService.RemoveWebhook": {"id": "{webhook}"},
    "WebhookService.TestWebhook": {"id": "{webhook}"},
    "WebhookService.ListWebhooks": {},
    "PlanService.ShowPlan": {},
    "PlanService.LoadPlan": {"rows": [{"kind": "PLAN_ROW_KIND_PLAN", "name": "year",
                                       "value": "2026"}]},
    "PlanService.CheckPlan": {},
    "PlanService.SetPlanNumber": {"name": "cap", "value": "6"},
    "QualificationService.ImportQualifications": {
        "rows": [{"staff_no": "{mentor}", "kind": "QUALIFICATION_KIND_CONTEST_COACHING",
                  "valid_until": "2026-12-31"}]},
    "QualificationService.ListQualifications": {},
    "RecordService.AddRecord": {"mentor": "{mentor}", "student": "{student}", **HELD},
    "RecordService.ListRecords": {"student": "{student}"},
    "RecordService.ShowRecord": {"id": "{record}"},
    "RecordService.CorrectRecord": {"id": "{record}", "reason": "笔误", "minutes": 50},
    "RecordService.ImportRecords": {"rows": [{"staff_no": "{mentor}", "student_no": "{student}",
                                              **HELD}]},
    "SessionService.Login": {"account": "nobody", "password": "wrong password"},
    "SessionService.Logout": {},
    "SessionService.ShowSession": {},
    "SessionService.ChangePassword": {"password": "{password}", "new_password": "{password}"},
    "StaffService.ImportStaff": {"rows": [{"staff_no": "T050", "name": "新老师", "duty": "教师"}]},
    "StaffService.ListStaff": {},
    "StatisticsService.ShowCampus": {},
    "StatisticsService.ShowDistrict": {},
    "StatisticsService.ShowFigures": {"by": ["FIGURE_BY_GRADE"], "figure": ["S13"]},
    "StatisticsService.ListFigureRows": {"figure": "coverage"},
    "StatisticsService.ShowTrend": {"figure": "coverage", "from": "2026-02-20"},
    "StudentService.ImportStudents": {
        "rows": [{"student_no": "L000000000000000009", "name": "新生", "gender": "GENDER_MALE",
                  "born_on": "2010-03-02", "grade": 31, "class_name": "1班"}]},
    "StudentService.ListStudents": {},
    "StudentService.FindStudent": {"student": "{student}"},
    "StaffService.FindStaff": {"staff": "{mentor}"},
    "StudentService.ShowStudent": {"student": "{student}"},
    "ChoiceService.ShowChoiceStatus": {},
    "RolloverService.RunRollover": {"on": "2025-09-01"},
    "ScoreService.ImportScores": {"rows": [{"student_no": "{student}", "subject": "数学",
                                            "exam": "EXAM_TEST", "taken_on": "2026-03-02",
                                            "full_mark": "100", "mark": "61.5"}]},
    "ScoreService.ListScores": {"student": "{student}"},
    "ContestService.AddContest": {"student": "{student}", "contest": "机器人赛",
                                  "level": "CONTEST_LEVEL_DISTRICT", "held_on": "2026-03-01"},
    "ContestService.ImportContests": {"rows": [{
        "student_no": "{student}", "contest": "合唱", "level": "CONTEST_LEVEL_CITY",
        "held_on": "2026-03-01"}]},
    "ContestService.ListContests": {"student": "{student}"},
    "WarningService.OpenWarning": {"student": "{student}", "level": "WARNING_LEVEL_BLUE"},
    "WarningService.ActWarning": {"id": "{warning}", "act": "WARNING_ACT_ACTION"},
    "WarningService.CloseWarning": {"id": "{warning}", "ended": "WARNING_END_RESOLVED"},
    "WarningService.ListWarnings": {},
    "WarningService.ShowWarning": {"id": "{warning}"},
    "EvaluationService.OpenEvaluation": {"on": "2026-03-04"},
    "EvaluationService.FillEvaluation": {"pairing": "{pairing}", "guidance": 95,
                                         "outcome": "EVALUATION_OUTCOME_CONTINUE"},
    "EvaluationService.ListDueEvaluations": {},
    "EvaluationService.ListEvaluations": {"student": "{student}"},
    "BaselineService.ImportBaselines": {"rows": [{"year": 2025, "campus_code": "{campus}",
                                                  "kpi": "S16", "numerator": "4",
                                                  "denominator": "400"}]},
    "StatisticsService.ShowKpi": {},
    "ReportService.DraftMonth": {"month": "2026-02"},
    "ReportService.SubmitMonth": {"month": "2026-02"},
    "ReportService.ReopenMonth": {"month": "2026-01", "reason": "补充"},
    "ReportService.ShowMonth": {"month": "2026-01", "campus_code": "{campus}"},
    "ReportService.ListMonths": {},
    "ReportService.VerifyMonths": {},
    "AgreementService.DraftAgreement": {"pairing": "{undrafted}"},
    "AgreementService.SignAgreement": {"pairing": "{pairing}", "on": "2026-03-05"},
    "AgreementService.AmendAgreement": {"pairing": "{pairing}", "goals": "更进一步"},
    "AgreementService.EndAgreement": {"pairing": "{pairing}", "on": "2026-03-05", "reason": "转学"},
    "AgreementService.ShowAgreement": {"pairing": "{pairing}"},
    "ComplianceService.ShowCompliance": {"pairing": "{pairing}"},
    "ComplianceService.ShowCampusCompliance": {},
    "ComplianceService.ShowToday": {},
    "DeviceService.IssueToken": {"name": "办公室 3", "token": "abcde-fghjk-mnpqr-stuvw-xyz23-4"},
    "DeviceService.EnrolDevice": {"token": "abcde-fghjk-mnpqr-stuvw-xyz23-9"},
    "DeviceService.RenewDevice": {},
    "DeviceService.ListDevices": {},
    "DeviceService.RenameDevice": {"device": "{device}", "name": "图书馆"},
    "DeviceService.RevokeDevice": {"device": "{device}"},
    "BreakGlassService.RequestBreakGlass": {"student": "{student}", "reason": "留言",
                                            "code": "BREAK_GLASS_CODE_DANGER_TO_LIFE"},
    "BreakGlassService.ApproveBreakGlass": {"id": "{glass}"},
    "BreakGlassService.ListBreakGlass": {},
    "ConsentService.GrantConsent": {"student": "{student}", "by": "CONSENT_GIVER_STUDENT",
                                    "on": "2026-03-01", "text_version": 1},
    "ConsentService.RefuseConsent": {"student": "{student}", "by": "CONSENT_GIVER_STUDENT",
                                     "on": "2026-03-01"},
    "ConsentService.WithdrawConsent": {"student": "{screened}", "on": "2026-03-05"},
    "ConsentService.ListConsents": {},
    "ConsentService.CountConsents": {},
    "ConsentService.ListTexts": {},
    "ProtectionService.ReportMinors": {"year": 2026},
    "ProtectionService.ReportRetention": {},
    "ScaleService.ListScales": {},
    "ScaleService.ShowScale": {"scale": "scl90"},
    "ScaleService.AttestScale": {"scale": "scl90", "by": "张老师"},
    "ScaleService.CheckScales": {},
    "ScreeningService.ImportScreening": {"rows": [{
        "student_no": "{screened}", "scale": "scl90", "taken_on": "2026-03-04",
        **{f"q{i}": "1" for i in range(1, 91)}}]},
    "ScreeningService.EnterScreening": {"student": "{screened}", "scale": "scl90",
                                        "on": "2026-03-04", "answers": "1," * 90},
    "ScreeningService.ShowScreening": {"student": "{screened}", "scale": "scl90",
                                       "on": "2026-03-03", "reason": "复核"},
    "ScreeningService.ListScreenings": {"reason": "例会"},
    "ScreeningService.ReviewScreening": {"student": "{screened}", "scale": "scl90",
                                         "on": "2026-03-03", "note": "已面谈"},
    "ScreeningService.OpenCampaign": {"scale": "scl90", "grades": [31], "from": "2026-03-01",
                                      "until": "2026-03-31"},
    "ScreeningService.ShowCoverage": {},
    "SupportService.SetSupport": {"student": "{student}", "advice": "多陪伴"},
    "SupportService.ListSupports": {},
    "SupportService.ShowSupport": {"student": "{student}"},
    "ExportService.ExportStudents": {"reason": "核对"},
    "ExportService.ExportStaff": {"reason": "核对"},
    "ExportService.ExportAccounts": {"reason": "核对"},
    "ExportService.ExportMentors": {"reason": "核对"},
    "ExportService.ExportQualifications": {"reason": "核对"},
    "ExportService.ExportNeeds": {"reason": "核对"},
    "ExportService.ExportChoices": {"reason": "核对"},
    "ExportService.ExportAnswers": {"reason": "核对"},
    "ExportService.ExportFits": {"reason": "核对"},
    "ExportService.ExportForbidden": {"reason": "核对"},
    "ExportService.ExportScores": {"reason": "核对"},
    "ExportService.ExportDiagnoses": {"reason": "核对"},
    "ExportService.ExportRecords": {"reason": "核对"},
    "ExportService.ExportScreening": {"reason": "核对"},
    "ExportService.ExportContests": {"reason": "核对"},
    "ExportService.ExportCalendar": {},
    "ExportService.ExportBaselines": {},
    "SystemService.Ping": {},
}
MADE_UP = {"student": "L000000000000000001", "waiting": "L000000000000000001",
           "locked": "L000000000000000001", "forbidden": "L000000000000000001", "mentor": "T999",
           "mentor2": "T998", "pairing": str(uuid.uuid4()), "record": str(uuid.uuid4()),
           "screened": "L000000000000000001", "glass": str(uuid.uuid4()),
           "run": str(uuid.uuid4()), "loan": str(uuid.uuid4()), "account": "no.such",
           "granted": "no.such", "role": "ROLE_MENTOR", "teacher": "T997",
           "campus": "1234567890", "device": str(uuid.uuid4()),
           "undrafted": str(uuid.uuid4()), "warning": str(uuid.uuid4()),
           "absence": str(uuid.uuid4()), "import": str(uuid.uuid4()), "breach": str(uuid.uuid4()),
           "webhook": str(uuid.uuid4()), "nomination": str(uuid.uuid4()), "appeal": str(uuid.uuid4()), "tutoring": str(uuid.uuid4()),
           "artefact": str(uuid.uuid4()), "meeting": str(uuid.uuid4()), "change": str(uuid.uuid4())}


# What has to be there for one operation, and would be in the way of another.
BEFORE = {"ContestService.RemoveListedContest": (
    "insert into listed_contest values ('2025-2026', '合唱节') on conflict do nothing",),
    "HonourService.AppealHonour": (
    "insert into honour_round select id, 2026, '2026-03-04', '2026-03-09', 1 from campus"
    " where id > 0", "delete from honour_round")}


def fill(template, things):
    """The request with its {…} replaced."""
    if isinstance(template, dict):
        return {k: fill(v, things) for k, v in template.items()}
    if isinstance(template, list):
        return [fill(v, things) for v in template]
    if isinstance(template, str) and template.startswith("{"):
        return things[template[1:-1]]
    return template


def speaks_of_things(template):
    return "{" in str(template).replace("{'", "").replace("{}", "")


class Access(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.contract = Contract()
        cls.admin = cls.district.administrator()
        cls.passwords = {ADMINISTRATOR: cls.district.password}
        cls.gp = School(cls.district, cls.admin)
        cls.ms = School(cls.district, cls.admin, MS, "MS 中学", "lead.ms", area="990108")
        third = School(cls.district, cls.admin, "3451990003", "YW 中学", "lead.yw", area="990107")
        for school in (cls.gp, cls.ms, third):
            cls.settle(school)
        cls.ms.add("needs", [[cls.ms.student_no(n), "academic", 3, "home_visit", "2026-02-23"]
                             for n in range(1, 9)])
        cls.foreign_loan = cls.admin.must("loan", "run", "--on", "2026-03-06", json=True)["run_id"]
        cls.gp.add("needs", [[cls.gp.student_no(n), "academic", 3, "home_visit", "2026-02-23"]
                             for n in range(1, 9)])
        cls.things = {"gp": cls.work(cls.gp, "gp"), "ms": cls.work(cls.ms, "ms")}
        own_loan = cls.admin.must("loan", "run", "--on", "2026-03-06", json=True)
        cls.things["gp"]["loan"] = own_loan["run_id"]
        cls.things["ms"]["loan"] = cls.foreign_loan
        cls.make_throwaways()
        cls.sessions = {}

    @classmethod
    def settle(cls, school):
        """Eight students of class 1; the sixth is of class 2."""
        rows = [student(n, school.area) for n in range(1, 9)]
        rows[5][5] = "2班"
        school.add("students", rows)
        school.add("staff", [[f"T00{n}", f"老师{school.area}{n}", "教师"] for n in (1, 2, 3)])
        school.add("mentors", [[f"T00{n}", "academic", 5, "Mon4", 2 * (n == 3 and school.code != GP)]
                               for n in (1, 2, 3)])
        school.add("qualifications", [[f"T00{n}", "subject_teaching", "2026-12-31", ""]
                                      for n in (1, 2, 3)])

    @classmethod
    def work(cls, school, name):
        """Pairings with records, a draft, a lock, a forbidden pair, two mentors' accounts."""
        lead = school.lead
        things = {"campus": school.code, "mentor": "T001", "mentor2": "T002"}
        for n in (1, 2, 6):
            who = f"T00{n % 4}"
            pairing = school.pair(n, who, json=True)["id"]
            record = lead.must("record", "add", "--mentor", who, "--student",
                               school.student_no(n), "--group", "academic", "--kind", "meeting",
                               "--channel", "face_to_face", "--held-at", "2026-03-03T16:30",
                               "--minutes", "40", "--topic", f"{name}{n}", json=True)["id"]
            if n == 6:
                things.update(other_class={"student": school.student_no(n), "pairing": pairing,
                                           "record": record})
                continue
            account = f"m{n}.{name}"
            cls.passwords[account] = f"{account} password"
            school.mentor_account(f"T00{n}", account)
            if n == 1:
                things.update(student=school.student_no(n), pairing=pairing, record=record)
            else:
                things.update(colleague={"student": school.student_no(n), "pairing": pairing,
                                         "record": record, "mentor": "T002"}, account=account)
        for one in (things["pairing"], things["colleague"]["pairing"],
                    things["other_class"]["pairing"]):
            lead.must("agreement", "draft", "--pairing", one)
        things["breach"] = lead.must("appraisal", "breach", "--mentor", "T001", "--on",
                                     "2026-03-02", "--reason", "未报备", json=True)["id"]
        things["nomination"] = lead.must("honour", "nominate", "--student",
                                         things["colleague"]["student"], "--reason", "坚持",
                                         json=True)["id"]
        things["webhook"] = lead.must("webhook", "add", "--kind", "feishu", "--url",
                                      "https://open.feishu.cn/open-apis/bot/v2/hook/x",
                                      "--hour", "23", json=True)["id"]
        for audience in ("student", "guardian"):
            lead.must("survey", "open", "--audience", audience, "--until", "2026-03-20")
        things["appeal"] = str(uuid.uuid4())
        cls.district.sql(
            "insert into honour_appeal (campus_id, id, plan_year, staff_id, reason, filed_at)"
            f" select campus_id, '{things['appeal']}', 2026, id, '漏计', now() from staff"
            f" where staff_no = 'T002' and campus_id = (select id from campus where code ="
            f" '{school.code}')")
        things.update(cls.learn(school, things["student"], name))
        things["undrafted"] = school.pair(5, "T001", json=True)["id"]
        things["absence"] = lead.must(
            "absence", "add", "--mentor", "T002", "--from", "2026-05-06", "--until", "2026-05-08",
            "--deputy", "T001", json=True)["id"]
        things["change"] = lead.must("change", "request", "--pairing", things["pairing"],
                                     "--reason", "时间不合", json=True)["id"]
        lead.must("match", "forbid", "--student", school.student_no(8), "--mentor", "T001",
                  "--reason", "亲属")
        run = lead.must("match", "run", "--on", "2026-03-06", json=True)["run_id"]
        lead.must("match", "lock", run, "--student", school.student_no(7), "--group", "academic",
                  "--mentor", "T002", "--reason", "延续")
        lead.must("need", "freeze")
        for words in (("draft", "2026-01"), ("submit", "2026-01"), ("draft", "2026-02")):
            lead.must("report", "month", *words)
        things["import"] = school.add("fits", [[school.student_no(1), "T001", 70]])["import_id"]
        cls.passwords[school.account] = school.password
        for role, words in CAMPUS_ROLES.items():
            cls.make(lead, f"{role}.{name}", role, *(
                ("--student", school.student_no(1)) if words is None else words))
        for words in ((), ("--subject", "数学")):
            lead.must("class", "assign", "--staff", "T003", "--grade", "31", "--class-name", "1班",
                      *words)
        things.update(teacher="T003", granted=f"m1.{name}", role="ROLE_MENTOR")
        things.update(run=run, waiting=school.student_no(3), locked=school.student_no(7),
                      forbidden=school.student_no(8))
        return {**things, **cls.screen(school, name)}

    @classmethod
    def learn(cls, school, number, name):
        """A tutoring session and a meeting of the mentor's, a piece of the student's."""
        mentor = cls.district.client(f"m1.{name}", cls.passwords[f"m1.{name}"])
        session = mentor.must("record", "add", "--student", number, "--group", "academic", "--kind",
                              "tutoring", "--channel", "face_to_face", "--held-at",
                              "2026-03-03T15:00", "--minutes", "40", json=True)["id"]
        piece = mentor.must("artefact", "add", "--student", number, "--kind", "work", "--title",
                            "提纲", "--content", "第一章", "--on", "2026-03-03", json=True)["id"]
        meeting = mentor.must("meeting", "add", "--kind", "method_meeting", "--on", "2026-03-03",
                              json=True)["id"]
        return {"tutoring": session, "artefact": piece, "meeting": meeting}

    @classmethod
    def screen(cls, school, name):
        """A consent, a sheet, a support, an unanswered request to break the glass."""
        account = f"psychology_teacher.{name}"
        psych = cls.district.client(account, cls.passwords[account])
        number = school.student_no(4)
        psych.must("consent", "grant", "--student", number, "--by", "student", "--on", "2026-03-01",
                   "--text-version", "1", "--guardian-informed", "2026-03-01")
        psych.must("consent", "grant", "--student", number, "--by", "student", "--on", "2026-03-01",
                   "--text-version", "1", "--guardian-informed", "2026-03-01", "--purpose",
                   "counselling")
        psych.must("screening", "enter", "--student", number, "--scale", "scl90", "--on",
                   "2026-03-03", "--answers", ",".join("1" * 90))
        psych.must("support", "set", "--student", school.student_no(1), "--advice", "多陪伴")
        cls.passwords[f"asker.{name}"] = f"asker.{name} password"
        school.lead.must("account", "add", "--account", f"asker.{name}", "--role", "campus_lead",
                         "--password-stdin", stdin=cls.passwords[f"asker.{name}"] + "\n")
        asker = cls.district.client(f"asker.{name}", cls.passwords[f"asker.{name}"])
        glass = asker.must("breakglass", "request", "--student", number, "--code",
                           "danger_to_life", "--reason", "留言", json=True)["id"]
        warning = psych.must("warning", "open", "--student", number, "--level", "yellow",
                             json=True)["id"]
        school.lead.must("evaluation", "open", "--on", "2026-03-03")
        device = str(uuid.uuid4())
        cls.district.sql("insert into device (campus_id, id, name, issued_at) select s.campus_id,"
                         f" '{device}', 'library', now() from student as s"
                         f" where s.student_no = '{number}'")
        return {"screened": number, "glass": glass, "device": device, "warning": warning}

    @classmethod
    def make(cls, who, account, role, *words):
        cls.passwords[account] = f"{account} password"
        who.must("account", "add", "--account", account, "--role", role, *words,
                 "--password-stdin", stdin=cls.passwords[account] + "\n")

    @classmethod
    def make_throwaways(cls):
        """Accounts whose sessions and passwords a test may spoil."""
        for account in ("auditor.gp", "auditor.two"):
            cls.make(cls.admin, account, "auditor", "--campus", GP)
        for account in ("operator", "operator.two"):
            cls.make(cls.admin, account, "operator")
        for role, words in CAMPUS_ROLES.items():
            cls.make(cls.gp.lead, f"{role}.two", role, *(
                ("--student", cls.gp.student_no(1)) if words is None else words))
        for account, who, words in (
                ("admin.two", cls.admin, ["--role", "district_administrator"]),
                ("lead.two", cls.gp.lead, ["--role", "campus_lead"]),
                ("m.two", cls.gp.lead, ["--role", "mentor", "--staff", "T001"])):
            cls.passwords[account] = f"{account} password"
            who.must("account", "add", "--account", account, *words, "--password-stdin",
                     stdin=cls.passwords[account] + "\n")

    ACCOUNTS = {"district_administrator": ADMINISTRATOR, "campus_lead": "lead.gp",
                "mentor": "m1.gp", "auditor": "auditor.gp", "operator": "operator",
                **{role: f"{role}.gp" for role in CAMPUS_ROLES}}
    THROWAWAYS = {"district_administrator": "admin.two", "campus_lead": "lead.two",
                  "mentor": "m.two", "auditor": "auditor.two", "operator": "operator.two",
                  **{role: f"{role}.two" for role in CAMPUS_ROLES}}

    def connect(self, account=None):
        wire = Wire(self.contract, self.district.port, self.district.folder / "ca.pem")
        self.addCleanup(wire.close)
        if account is not None:
            wire.login(account, self.passwords[account])
        return wire

    def wire_of(self, role, name):
        """A connection in the role's session, which all tests share, since a login costs a hash; in
        one that may be spoilt for what spoils it."""
        if name in ("SessionService.Logout", "SessionService.ChangePassword"):
            return self.connect(self.THROWAWAYS[role])
        if role not in self.wires:
            known = self.sessions.get(role)
            wire = self.wires[role] = self.connect(None if known else self.ACCOUNTS[role])
            if known:
                wire.resume(known)
            self.sessions[role] = wire.session
        return self.wires[role]

    def setUp(self):
        self.wires = {}

    def own(self, role):
        """What a role may reach."""
        things = {**self.things["gp"], "password": self.passwords[self.THROWAWAYS[role]],
                  "survey": 1 if role == "student" else 2}
        if role == "district_administrator":
            things.update(account="lead.ms", granted="auditor.gp", role="ROLE_AUDITOR",
                          device=DEVICE)
        return things

    def ask(self, role, name, things):
        method = self.contract.methods[name]
        template = copy.deepcopy(REQUESTS[name])
        envelope = {"dry_run": True} if method.rules.dry_run else {}
        wire = self.wire_of(role, name)
        for before in BEFORE.get(name, ())[:1]:
            self.district.sql(before)
        try:
            return wire.call(name, envelope, **fill(template, things))
        finally:
            for after in BEFORE.get(name, ())[1:]:
                self.district.sql(after)

    def methods(self):
        return [m for m in self.contract.methods.values() if not m.rules.open]

    def allowed(self, method, role):
        return method.rules.member or role in method.roles

    def test_every_operation_has_a_case(self):
        """An operation that nobody may call, or that every test forgets, is a fault."""
        self.assertEqual(sorted(REQUESTS), sorted(self.contract.methods))
        for method in self.methods():
            with self.subTest(method.name):
                self.assertTrue(method.rules.member or method.roles, "nobody may call it")
                self.assertLessEqual(set(method.roles), set(ROLES))
                allowed = [r for r in ROLES if self.allowed(method, r)]
                refused = [r for r in ROLES if not self.allowed(method, r)]
                self.assertTrue(allowed)
                self.assertTrue(refused or method.rules.member, "no role is refused")

    def test_every_operation_for_every_role(self):
        """As `allow` says: done with what is one's own, else PERMISSION_DENIED whatever it asks."""
        for method in self.methods():
            for role in ROLES:
                with self.subTest(method.name, role=role):
                    answer = self.ask(role, method.name, self.own(role))
                    if self.allowed(method, role):
                        self.assertEqual(answer.code, "OK", answer)
                        if method.output.DESCRIPTOR.name == "ImportReply":
                            self.assertEqual(len(answer.reply.rejected), 0, answer.reply)
                        continue
                    self.assertEqual(answer.code, "PERMISSION_DENIED", answer)
                    for things in (MADE_UP, self.things["ms"]):
                        other = self.ask(role, method.name, {**self.own(role), **things})
                        self.assertEqual(other.status, answer.status)

    def test_nobody_without_a_session(self):
        for method in self.methods():
            wire = self.connect()
            with self.subTest(method.name):
                self.assertEqual(wire.call(method.name).code, "UNAUTHENTICATED")
                request = fill(REQUESTS[method.name], self.own("campus_lead"))
                for session in (bytes(32), b"short", bytes(33)):
                    wire.session = session
                    self.assertEqual(wire.call(method.name, **request).code, "UNAUTHENTICATED")
            wire.close()

    def test_a_password_is_looked_at_only_for_a_caller_who_may(self):
        """Hashing costs 64 MiB and a thread: an unknown session gets none of it."""
        with self.connect() as wire:
            wire.session = bytes(32)
            answer = wire.call("AccountService.AddAccount", account="x", password="short")
            self.assertEqual(answer.code, "UNAUTHENTICATED")

    def outcome(self, answer):
        """What a caller learns, without an echo of what was asked."""
        status = answer.status
        rejected = ([(r.column, r.constraint, r.text) for r in answer.reply.rejected]
                    if answer.reply is not None and hasattr(answer.reply, "rejected") else None)
        return (answer.code, status.text, status.constraint, sorted(v.name for v in status.values),
                [(v.field, v.text) for v in status.violations], rejected)

    def assert_alike(self, role, things):
        """Each thing alone, of another and made up, in a request that is good otherwise."""
        own = self.own(role)
        for method in self.methods():
            template = REQUESTS[method.name]
            if not self.allowed(method, role) or not speaks_of_things(template):
                continue
            for thing in [t for t in things if "{%s}" % t in str(template)]:
                if thing == "campus" and role == "district_administrator":
                    continue  # the district's own business
                with self.subTest(method.name, role=role, thing=thing):
                    other = self.ask(role, method.name, {**own, thing: things[thing]})
                    none = self.ask(role, method.name, {**own, thing: MADE_UP[thing]})
                    self.assertEqual(self.outcome(other), self.outcome(none))
                    if other.code == "OK" and not getattr(other.reply, "rejected", None):
                        self.assertEqual(other.bytes, none.bytes)
                        self.assertFalse(getattr(other.reply, "rows", ()))
                    elif other.code != "OK":
                        self.assertIn(other.code, ("NOT_FOUND", "CONFLICT"))

    def test_another_campus_answers_as_nothing(self):
        """"Not yours" and "does not exist" are one answer."""
        foreign = {k: v for k, v in self.things["ms"].items()
                   if k not in ("mentor", "mentor2", "colleague", "other_class", "role", "teacher")}
        for role in ("campus_lead", "mentor", *CAMPUS_ROLES):
            self.assert_alike(role, foreign)

    def test_a_colleague_s_answers_as_nothing(self):
        """A mentor reaches the own pairings and records alone."""
        self.assert_alike("mentor", self.things["gp"]["colleague"])

    def test_another_class_and_a_classmate_answer_as_nothing(self):
        """A teacher reaches the own class and lessons, a student the own profile."""
        other = self.things["gp"]["other_class"]
        for role in ("class_teacher", "subject_teacher", "student"):
            self.assert_alike(role, other)
        self.assert_alike("student", {k: self.things["gp"]["colleague"][k] for k in other})

    def test_the_district_has_no_loan_or_account_but_its_own(self):
        self.assert_alike("district_administrator", {"account": "m2.gp"})

    def test_lists_show_no_row_of_another(self):
        """Every reading operation of every role, by the other school's marks in the reply's bytes."""
        foreign = [b"990108", self.things["ms"]["pairing"].encode(),
                   self.things["ms"]["record"].encode(), self.things["ms"]["run"].encode(),
                   b"m1.ms", b"m2.ms", "学生1".encode()]
        for method in self.methods():
            if method.rules.idempotent:
                continue
            for role in ROLES:
                if not self.allowed(method, role):
                    continue
                things = self.own(role)
                marks = foreign[:-1] if role != "district_administrator" else foreign + [b"990109"]
                request = {k: v for k, v in REQUESTS[method.name].items()
                           if method.name not in ("PairingService.ListPairings",
                                                  "RecordService.ListRecords")}
                with self.subTest(method.name, role=role):
                    answer = self.wire_of(role, method.name).call(method.name,
                                                                  **fill(request, things))
                    self.assertEqual(answer.code, "OK", answer)
                    for mark in marks:
                        if mark == b"990108" and method.name.startswith("LoanService"):
                            continue
                        self.assertNotIn(mark, answer.bytes)
                    for others in OUT_OF_REACH.get(role, ()):
                        for mark in ("student", "pairing", "record"):
                            self.assertNotIn(things[others][mark].encode(), answer.bytes)

    # What a call leaves whether or not it stores anything: the audit's rows of refusals and reads,
    # and when a session was used last.
    LEFT_BY_CALLS = ("audit_queue", "audit_log", "audit_head", "session")

    def stored(self):
        """A hash of each table's rows, and of the files that the daemon keeps."""
        tables = [t for t, in self.district.sql(
            "select relname from pg_class where relkind = 'r' and relnamespace ="
            " 'public'::regnamespace order by 1") if t not in self.LEFT_BY_CALLS]
        rows = self.district.sql(" union all ".join(
            f"select '{t}', count(*), md5(string_agg(md5(t::text), '' order by md5(t::text)))"
            f" from {t} as t" for t in tables))
        files = [(f.name, f.read_bytes()) for f in sorted(self.district.folder.glob("*ledger*"))]
        return {t: rest for t, *rest in rows} | dict(files)

    def writes_done(self):
        """The audit's rows of writes that were done, waiting or sealed."""
        names = ",".join(f"'{m.name}'" for m in self.methods() if m.rules.dry_run)
        return self.district.sql(
            f"select count(*) from (select method, outcome from audit_queue union all select method,"
            f" outcome from audit_log) as a where outcome = 'OK' and method in ({names})")

    def test_a_dry_run_stores_nothing(self):
        """Every write that can be tried, by every role that may: no row, file or audit row of it."""
        cases = [(role, m.name) for m in self.methods() for role in ROLES
                 if m.rules.dry_run and self.allowed(m, role)]
        self.assertGreater(len(cases), 100)

        for prepare in (b[0] for b in BEFORE.values() if len(b) == 1):
            self.district.sql(prepare)
        before, done = self.stored(), self.writes_done()
        self.assertGreater(int(done[0][0]), 20)
        for role, name in cases:
            with self.subTest(name, role=role):
                self.assertEqual(self.ask(role, name, self.own(role)).code, "OK")
        after = self.stored()
        self.assertEqual([t for t in before if before[t] != after[t]], [])
        self.assertEqual(self.writes_done(), done)

    def test_acting_in_a_campus_that_is_not_one_s_own(self):
        for role in ("campus_lead", "mentor"):
            wire = self.wire_of(role, "")
            other = wire.call("PairingService.ListPairings", {"campus": MS})
            none = wire.call("PairingService.ListPairings", {"campus": "1234567890"})
            self.assertEqual(other.code, "NOT_FOUND")
            self.assertEqual(self.outcome(other), self.outcome(none))
            self.assertEqual(wire.call("PairingService.ListPairings", {"campus": GP}).code, "OK")
        for role in ("campus_lead", "mentor", *CAMPUS_ROLES):
            with self.subTest(role):
                wire = self.wire_of(role, "")
                other, none, own = (wire.call("SessionService.ShowSession", {"campus": campus})
                                    for campus in (MS, "1234567890", GP))
                self.assertEqual(other.code, "NOT_FOUND")
                self.assertEqual(self.outcome(other), self.outcome(none))
                self.assertEqual(own.code, "OK")
        administrator = self.wire_of("district_administrator", "")
        for name in ("PairingService.ListPairings", "StudentService.ListStudents"):
            self.assertNotEqual(administrator.call(name, {"campus": GP}).code, "OK")

    def test_a_daemon_that_checks_no_role_shows_no_other_campus(self):
        """Every operation as every role of a campus, asked for the other campus's things."""
        port = free_port()
        district.JIEDUID = Path(JIEDUID).with_name("jieduid-unchecked")
        try:
            self.district.start(port=port)
        finally:
            district.JIEDUID = JIEDUID
        marks = [b"990108", *(self.things["ms"][k].encode() for k in ("pairing", "record", "run")),
                 b"m1.ms", b"m2.ms"]
        let_in = 0
        for role in ("campus_lead", "mentor", *CAMPUS_ROLES):
            wire = Wire(self.contract, port, self.district.folder / "ca.pem")
            self.addCleanup(wire.close)
            wire.session = self.wire_of(role, "").session
            for method in self.methods():
                if method.name in ("SessionService.Logout", "SessionService.ChangePassword"):
                    continue
                if method.rules.idempotent and not method.rules.dry_run:
                    continue
                envelope = {"dry_run": True} if method.rules.dry_run else {}
                for things in (self.own(role), {**self.own(role), **self.things["ms"]}):
                    with self.subTest(method.name, role=role):
                        request = fill(REQUESTS[method.name], things)
                        answer = wire.call(method.name, envelope, **request)
                        let_in += answer.code == "OK" and not self.allowed(method, role)
                        if answer.code != "OK":
                            continue
                        for mark in marks:
                            if mark in str(request).encode() or mark == b"990108" and (
                                    method.name.startswith("LoanService")):
                                continue
                            self.assertNotIn(mark, answer.bytes)
        self.assertGreater(let_in, 50)

    def test_row_security_alone_lets_no_row_through(self):
        """The daemon's checks apart: each tenant table, as each role, in one campus and in none."""
        tables = [t for t, in self.district.sql(
            "select c.relname from pg_class as c join pg_attribute as a on a.attrelid = c.oid "
            "where a.attname = 'campus_id' and c.relkind = 'r' and not a.attisdropped "
            "and c.relnamespace = 'public'::regnamespace")]
        self.assertGreater(len(tables), 15)
        ids = dict(self.district.sql("select code, id from campus"))
        for table in tables:
            for campus, others in ((ids[GP], f"campus_id <> {ids[GP]}"), ("", "true")):
                query = (f"select set_config('jiedui.campus', '{campus}', false); "
                         f"select count(*) from {table} where {others}")
                with self.subTest(table, campus=campus):
                    try:
                        self.assertEqual(self.district.sql(query, role="app")[-1], ["0"])
                    except Failure as refused:
                        self.assertIn("42501", str(refused))
                with self.subTest(table, role="jieduid"), self.assertRaisesRegex(
                        Failure, "42501|42P01"):
                    self.district.sql(query, user="jieduid")
        secured = self.district.sql("select relname from pg_class where relname = any ('{" +
                                    ",".join(tables) + "}') and not "
                                    "(relrowsecurity and relforcerowsecurity)")
        self.assertEqual(secured, [])
        with self.assertRaisesRegex(Failure, "42501"):
            self.district.sql(f"select set_config('jiedui.campus', '{ids[GP]}', false); "
                              "insert into student (campus_id, student_no, name, enrolled_on) "
                              f"values ({ids[MS]}, 'L000000000000000001', 'x', '2026-01-01')",
                              role="app")

    def test_logging_out_acts_on_the_next_call(self):
        one, two = self.connect("lead.two"), self.connect()
        two.session = one.session
        self.assertEqual(two.call("SessionService.ShowSession").code, "OK")
        self.assertEqual(one.call("SessionService.Logout").code, "OK")
        for wire in (one, two):
            self.assertEqual(wire.call("SessionService.ShowSession").code, "UNAUTHENTICATED")

    def test_disabling_an_account_acts_on_the_next_call(self):
        account = "lead.three"
        self.passwords[account] = "lead.three password"
        self.gp.lead.must("account", "add", "--account", account, "--role", "campus_lead",
                          "--password-stdin", stdin=self.passwords[account] + "\n")
        wire = self.connect(account)
        self.assertEqual(wire.call("StudentService.ListStudents").code, "OK")
        self.gp.lead.must("account", "disable", account)
        fresh = self.connect()  # the other one is about to be closed
        fresh.session = wire.session
        self.assertEqual(fresh.call("StudentService.ListStudents").code, "UNAUTHENTICATED")
        login = fresh.call("SessionService.Login", account=account, password=self.passwords[account])
        self.assertEqual(login.code, "UNAUTHENTICATED")

    def test_nobody_gives_more_than_they_have(self):
        """A lead makes no district administrator and nobody of another campus."""
        lead = self.wire_of("campus_lead", "")
        for change, codes in (({"role": "ROLE_DISTRICT_ADMINISTRATOR"}, ("PERMISSION_DENIED",)),
                              ({"campus": MS}, ("NOT_FOUND",))):
            answer = lead.call("AccountService.AddAccount", account="x.y", password="ten characters",
                               **{"role": "ROLE_CAMPUS_LEAD", **change})
            self.assertIn(answer.code, codes)
        self.assertEqual(lead.call("AccountService.DisableAccount", account="lead.gp").code,
                         "CONFLICT")


if __name__ == "__main__":
    main()
