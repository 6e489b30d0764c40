"""integration.report: the dashboard is one page that works from a file (S2, S13-S19, S86): its figures
are the client's, nobody is named in it, nothing is fetched, and it serves keyboards, printers, both
languages, light and dark."""

import json
import os
import re
import subprocess

from browser import Browser
from district import JIEDUI, DistrictTest, main
from school import GP, MS, School

USAGE, PERMISSION_DENIED, LOCAL = 2, 6, 14
AS_OF = "2026-04-30"
NAME = "MS </script><b>中学"  # what a campus may be called, and no page may run
DATA = re.compile(r'(<script type="application/json" id="data">)(.*?)(</script>)', re.S)

# Every text with less contrast than WCAG AA wants against what is behind it.
FAINT = r"""
const parse = (c) => { const n = c.match(/[\d.]+/g).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; };
const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
const light = (c) => { const [r, g, b] = c.slice(0, 3).map((v) => v / 255).map((v) =>
  v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = (e) => { const layers = []; for (; e; e = e.parentElement)
  layers.push(parse(getComputedStyle(e).backgroundColor));
  return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]); };
const faint = [];
for (const e of document.querySelectorAll("#page *")) {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  if (!own || e.closest("svg") || e.closest("option") || e.getClientRects().length === 0) continue;
  const style = getComputedStyle(e);
  const back = behind(e), front = over(parse(style.color), back);
  const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
  const isLarge = parseFloat(style.fontSize) >= 24;
  if ((a + 0.05) / (b + 0.05) < (isLarge ? 3 : 4.5)) faint.push(`${e.className}: ${e.textContent}`);
}
return faint;
"""
FOCUS = """const e = document.activeElement;
return [e.tagName, e.id || e.className, e.getAttribute("href") || e.textContent.trim()];"""


class Report(DistrictTest):
    settings = {"clock": f"{AS_OF}T20:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.admin = cls.district.administrator()
        cls.gp = School(cls.district, cls.admin)
        cls.ms = School(cls.district, cls.admin, MS, NAME, "lead.ms", "990110")
        for school, paired in ((cls.gp, 3), (cls.ms, 2)):
            school.people(students=10, mentors=2, groups=("academic", "talent"), needs=8)
            ids = [school.pair(n, f"T{1 + n % 2:03d}", json=True)["id"]
                   for n in range(1, paired + 1)]
            school.add("records", [
                [f"T{1 + n % 2:03d}", school.student_no(n), "academic", "meeting", "face_to_face",
                 f"2026-04-{day}T16:30:00+08:00", 40, "阅读"]
                for n in range(1, paired + 1) for day in ("08", "15")])
            school.lead.must("agreement", "draft", "--all")
            for pairing in ids[:-1]:
                school.lead.must("agreement", "sign", "--pairing", pairing, "--on", "2026-03-16")
        cls.page = cls.district.folder / "district.html"
        cls.admin.must("--lang", "zh", "report", "district", "--html", cls.page, "--as-of", AS_OF)
        cls.campus_page = cls.district.folder / "campus.html"
        cls.campus = cls.gp.lead.must("--lang", "en", "report", "campus", "--html", cls.campus_page,
                                      "--as-of", AS_OF)
        cls.browser = Browser(cls.district.folder)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        super().tearDownClass()

    def setUp(self):
        self.browser.prefer("light")
        self.browser.resize(1400)
        self.browser.complaints()
        self.browser.requests()
        self.browser.open(self.page)

    def figures(self, who, *words):
        return who.must("statistics", "figures", "--as-of", AS_OF, *words, json=True)["rows"]

    def text(self, selector):
        return self.browser.script(
            "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)", selector)

    def test_the_page_shows_what_the_client_says(self):
        rows = {(r["campus_code"], r["figure"], r["part"]): r
                for r in self.figures(self.admin, "--by", "campus", "--by", "group")}
        whole = {figure: r for (code, figure, part), r in rows.items()
                 if code is None and part is None}
        self.assertGreater(int(whole["students"]["numerator"]), 0)
        for name in ("students", "in_need", "waiting", "mentors", "free_places", "records"):
            self.assertEqual(self.text(f".tile[data-figure={name}] dd"), [whole[name]["numerator"]]
                             + self.text(f".tile[data-figure={name}] .below"))
        self.assertEqual(self.text(".tile[data-figure=coverage] dd")[0],
                         f"{whole['coverage']['percent']}%")
        table = self.browser.script("""
            const cells = (row) => [...row.children].map((c) => c.textContent);
            return [...document.querySelectorAll("#campuses table tr")].map(cells)""")
        heads = table[0]
        for line, code in zip(table[1:], (GP, MS, None)):
            self.assertEqual(line[heads.index("需帮扶学生")], rows[code, "in_need", None]["numerator"])
            self.assertEqual(line[heads.index("覆盖率")],
                             f"{rows[code, 'coverage', None]['percent']}%")
            self.assertEqual(line[heads.index("每周面谈")],
                             f"{rows[code, 'meeting', None]['percent']}%")
        self.assertEqual([line[0] for line in table[1:]], ["GP 中学", NAME, "全区"])

    def test_every_target_has_its_card(self):
        """S13-S19, with value, target, verdict, parts and the formula on demand."""
        for row in self.figures(self.admin):
            if row["target"] is None:
                continue
            card = self.text(f"[data-kpi='{row['figure']}']")
            self.assertEqual(len(card), 1, row["figure"])
            self.assertIn(row["target"].lstrip("-"), card[0])
            word = {"met": "达标", "not_met": "未达标", "running": "进行中", "n/a": "无数据"}
            self.assertIn(word[row["verdict"]], card[0])
        self.assertEqual(len(self.text("[data-target]")), 7)
        self.assertTrue(all(self.text(".formula p")))

    def test_nothing_is_fetched_and_nothing_complained_of(self):
        self.assertGreater(len(self.text("svg text")), 20)
        self.assertEqual(self.browser.complaints(), [])
        self.assertEqual(self.browser.requests(), [self.page.as_uri()])
        self.browser.script("""
            const image = new Image(); image.src = "http://127.0.0.1:9/x.png";
            document.body.append(image);
            const script = document.createElement("script"); script.textContent = "window.ran = 1";
            document.body.append(script);""")
        self.assertIsNone(self.browser.script("return window.ran"))
        self.assertRegex("\n".join(self.browser.complaints()), "Content Security Policy")

    def test_nobody_is_in_it(self):
        people = [*(f"学生{n}" for n in range(1, 11)), "老师T001", "T001",
                  *(self.gp.student_no(n) for n in range(1, 11))]
        for page in (self.page, self.campus_page):
            text = page.read_text(encoding="utf-8")
            self.assertEqual([p for p in people if p in text], [])

    def test_a_lead_has_the_own_campus_alone(self):
        self.assertRegex(self.campus.stdout, rf"{self.campus_page} \(\d+ KB\)")
        self.assertNotIn("MS", DATA.search(self.campus_page.read_text(encoding="utf-8"))[2])
        self.browser.open(self.campus_page)
        self.assertEqual(self.browser.script("return document.title"),
                         f"Mentoring dashboard · Campus {AS_OF}")
        own = {r["figure"]: r for r in self.figures(self.gp.lead) if r["part"] is None}
        self.assertEqual(self.text(".tile[data-figure=students] dd"), [own["students"]["numerator"]])
        self.assertIn(f"GP 中学 ({GP})", self.text(".facts dd"))
        self.assertEqual(self.text("#campuses"), [])
        self.assertEqual(self.browser.complaints(), [])

    def test_monthly_reports_are_seen_to_come(self):
        months = self.admin.must("report", "month", "list", json=True)["rows"]
        shown = [r for r in months if r["month"] <= AS_OF[:7]]
        self.assertGreater(len(shown), 0)
        heads, *lines = self.browser.script("""
            return [...document.querySelectorAll("#months tr")].map((row) =>
              [...row.children].map((c) => c.textContent))""")
        self.assertEqual([line[0] for line in lines], ["GP 中学", NAME])
        for line, code in zip(lines, (GP, MS)):
            for row in (r for r in shown if r["campus_code"] == code):
                cell = line[heads.index(f"{int(row['month'][5:])}月")]
                word = "逾期未报" if row["late"] else "未到期"
                self.assertEqual(row["state"], "missing")
                self.assertIn(word, cell)

    def test_hidden_counts_are_signs_and_never_nought(self):
        rows = json.loads(DATA.search(self.page.read_text(encoding="utf-8"))[2])
        for row in rows["figures"]["rows"]:
            if row["figure"] in ("waiting", "group_coverage") and row.get("part") == "academic":
                for name in ("numerator", "denominator", "percent"):
                    row.pop(name, None)
                row.update(suppressed=True, shown="<5" if row["figure"] == "waiting" else "*")
        page = self.district.folder / "hidden.html"
        page.write_text(DATA.sub(lambda m: m[1] + json.dumps(rows).replace("<", "\\u003c") + m[3],
                                 self.page.read_text(encoding="utf-8")), encoding="utf-8")
        self.browser.open(page)
        line = self.text("#coverage tbody tr:first-child > *")
        self.assertEqual([line[3], line[4]], ["<5", "*"])
        self.assertEqual(self.text("#coverage tbody tr:first-child .fill"), [])
        self.assertEqual(self.browser.complaints(), [])

    def test_both_languages_are_in_it(self):
        self.assertEqual(self.browser.script("return document.documentElement.lang"), "zh-CN")
        self.browser.script("document.getElementById('language').click()")
        self.assertEqual(self.browser.script("return document.documentElement.lang"), "en")
        words = " ".join(self.text("h1, h2, h3, h4, thead, summary, .lead, .note, dt, .verdict"))
        self.assertEqual(re.findall(r"[\u4e00-\u9fff]+", words), [])
        self.assertIn("Students on roll", words)
        self.browser.script("document.getElementById('language').click()")
        self.assertIn("在籍学生", self.text("dt"))

    def test_a_keyboard_reaches_everything(self):
        seen = []
        for _ in range(16):
            self.browser.press("Tab")
            seen.append(self.browser.script(FOCUS))
        self.assertEqual(seen[0][1:], ["skip", "#main"])
        self.assertEqual([s[1] for s in seen[1:4]], ["language", "theme", "print"])
        self.assertEqual(seen[4][2], "#glance")
        self.browser.script("document.querySelector('#campuses .sort').focus()")
        first = self.text("#campuses tbody th")
        self.browser.press("Enter")
        self.browser.press("Enter")
        self.assertEqual(self.text("#campuses tbody th"), first[::-1])
        self.assertEqual(self.browser.script("return document.querySelector('#campuses th')"
                                             ".getAttribute('aria-sort')"), "descending")
        self.browser.script("document.querySelector('.formula summary').focus()")
        self.browser.press("Enter")
        self.assertTrue(self.browser.script("return document.querySelector('.formula').open"))
        unnamed = "[...document.querySelectorAll('[role=img], .scroll, section')].filter((e) =>" \
            "!e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')).length"
        self.assertEqual(self.browser.script(f"return {unnamed}"), 0)

    def test_light_and_dark_can_be_read(self):
        back = "return getComputedStyle(document.body).backgroundColor"
        light = self.browser.script(back)
        self.assertEqual(self.browser.script(FAINT), [])
        self.browser.prefer("dark")
        dark = self.browser.script(back)
        self.assertNotEqual(light, dark)
        self.assertEqual(self.browser.script(FAINT), [])
        choose = "const t = document.getElementById('theme'); t.value = arguments[0];" \
            "t.dispatchEvent(new Event('change'))"
        self.browser.script(choose, "light")
        self.assertEqual(self.browser.script(back), light)
        self.browser.prefer("light")
        self.browser.script(choose, "dark")
        self.assertEqual(self.browser.script(back), dark)

    def test_a_phone_scrolls_down_alone(self):
        self.browser.resize(390, 800)
        self.browser.open(self.page)
        self.assertLessEqual(self.browser.script("return document.documentElement.scrollWidth"), 390)

    def test_it_prints(self):
        paper = self.district.folder / "paper.pdf"
        self.browser.print(paper)
        text = subprocess.run(["pdftotext", "-layout", paper, "-"], check=True, timeout=60,
                              capture_output=True).stdout.decode()
        for word in ("全区数据看板", AS_OF, "教育公平", "期末学科测试及格率", "学业帮扶组", "<5"):
            self.assertIn(word, text)
        self.assertNotIn("跟随系统", text)
        self.assertFalse(self.browser.script(
            "return document.documentElement.hasAttribute('data-paper')"))

    def test_a_file_is_replaced_when_told_so(self):
        page = self.district.folder / "once.html"
        words = ("report", "district", "--html", page, "--as-of", AS_OF)
        page.write_text("kept")
        refused = subprocess.run([JIEDUI, *(str(w) for w in words)], env=self.admin.environment,
                                 capture_output=True, timeout=60, check=False)
        self.assertEqual(refused.returncode, LOCAL)
        self.assertIn(f"{page} is there already: give another name, or --yes".encode(),
                      refused.stderr)
        self.assertEqual(page.read_text(), "kept")
        self.admin.must(*words)
        self.assertGreater(page.stat().st_size, 100_000)
        self.assertEqual(os.stat(page).st_mode & 0o777, 0o600)
        self.assertEqual(list(page.parent.glob("once.html?*")), [])
        self.assertCode(self.admin.run("report", "district", "--html", page.parent / "no" / "x"), LOCAL)

    def test_others_are_refused(self):
        page = self.district.folder / "refused.html"
        mentor = self.gp.mentor_account("T001", "mentor.gp")
        for who, kind in ((mentor, "campus"), (self.gp.lead, "district"), (self.admin, "campus")):
            self.assertCode(who.run("report", kind, "--html", page), PERMISSION_DENIED)
        self.assertFalse(page.exists())


if __name__ == "__main__":
    main()
