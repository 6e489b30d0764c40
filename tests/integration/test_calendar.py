"""integration.calendar: the district's calendar is replaced whole, or stays as it is."""

from district import DistrictTest, main
from school import School

INVALID, PERMISSION_DENIED, PARTIAL = 3, 6, 11
HEAD = "开始,结束,类型,名称\n"
GOOD = HEAD + "2026-03-02,2026-07-10,学期,下学期\n2026-04-04,2026-04-06,假日,清明节\n" \
              "2026-05-09,2026-05-09,调休上课,补课\n"


class Calendar(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    def spans(self, who):
        return [(r["first_on"], r["last_on"], r["kind"], r["name"])
                for r in who.must("calendar", "list", json=True)["rows"]]

    def load(self, who, text, *words):
        path = who.home / "calendar.csv"
        path.write_text(text, encoding="utf-8")
        return who.run("calendar", "load", path, *words)

    def test_whole_or_not_at_all(self):
        self.district.start()
        admin = self.district.administrator()
        school = School(self.district, admin)
        before = self.spans(admin)
        self.assertEqual(len(before), 7)
        for bad in ("2026-06-19,2026-06-01,假日,端午节\n", "2026-06-19,,假日,端午节\n",
                    "2026-06-31,2026-06-31,假日,没有这天\n"):
            outcome = self.load(admin, GOOD + bad)
            self.assertIn(outcome.code, (PARTIAL, INVALID), str(outcome))
            self.assertEqual(self.spans(admin), before, bad)
        self.assertEqual(self.load(admin, GOOD, "--dry-run").code, 0)
        self.assertEqual(self.spans(admin), before)
        self.assertEqual(self.load(school.lead, GOOD).code, PERMISSION_DENIED)
        done = self.load(admin, GOOD)
        self.assertIn("2 stored, 1 unchanged", done.stdout + done.stderr)
        self.assertEqual(self.spans(admin), [
            ("2026-03-02", "2026-07-10", "term", "下学期"),
            ("2026-04-04", "2026-04-06", "holiday", "清明节"),
            ("2026-05-09", "2026-05-09", "makeup", "补课")])
        again = self.load(admin, GOOD)
        self.assertIn("0 stored, 3 unchanged", again.stdout + again.stderr)


if __name__ == "__main__":
    main()
