"""unit.sheet.reader: workbooks as Excel and WPS write them come out as rows of text; bombs, traps
and ruins come out as a sentence, in little time and memory."""

import csv
import io
import os
import resource
import subprocess
import tempfile
import unittest

from books import excel, pack, sheet, styles, swell, understate, wps

SHEET = os.environ["JIEDUI_SHEET"]
HEAD = ('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        '<c r="C1" t="s"><v>2</v></c></row>')
SHARED = ("<t>学籍号</t>", "<t>姓名</t>", "<t>日期</t>")


def inline(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


class Reader(unittest.TestCase):
    def read(self, content, *words):
        """The records of jiedui-sheet --read."""
        data = content if isinstance(content, bytes) else pack(content)
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            done = subprocess.run([SHEET, "--lang", "en", "--read", "book.xlsx", *words],
                                  stdin=file, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.stderr, b"")
        self.assertIn(done.returncode, (0, 3))
        records = list(csv.reader(io.StringIO(done.stdout.decode(), newline="")))
        self.assertEqual(done.returncode == 0, records[-1] == ["."], records[-1])
        return records

    def test_the_reader_is_confined_before_it_reads(self):
        """Seen from outside, at a process that waits for somebody to take its rows."""
        row = "".join(f'<row r="{n}">{inline(f"A{n}", "x" * 400)}</row>' for n in range(1, 2000))
        with tempfile.TemporaryFile() as file:
            file.write(pack(excel(row)))
            file.seek(0)
            with subprocess.Popen([SHEET, "--lang", "en", "--read", "book.xlsx"], stdin=file,
                                  stdout=subprocess.PIPE) as process:
                self.assertEqual(process.stdout.read(3), b"1,x")
                with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                    found = dict(line.rstrip("\n").split(":\t", 1) for line in status)
                rest = process.stdout.read()
        self.assertEqual((found["Seccomp"], found["NoNewPrivs"]), ("2", "1"))
        self.assertTrue(rest.endswith(b".\n"))
        self.assertEqual(process.returncode, 0)

    def rows(self, content, *words):
        records = self.read(content, *words)
        self.assertEqual(records[-1], ["."])
        return records[:-1]

    def refused(self, content, sentence, *words):
        records = self.read(content, *words)
        self.assertTrue(records[-1][0].startswith("!3 "), records[-1])
        self.assertIn(sentence, records[-1][0])
        return records

    def test_shared_strings_rich_text_and_readings(self):
        shared = (*SHARED, "<r><t>张</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 三</t></r>",
                  "<t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh>", "<t>a_x000D_b</t>")
        rows = self.rows(excel(
            HEAD + '<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" t="s"><v>4</v></c>'
            '<c r="C2" t="s"><v>5</v></c></row>', shared))
        self.assertEqual(rows[0], ["1", "学籍号", "姓名", "日期"])
        self.assertEqual(rows[1], ["2", "张 三", "東京", "a\rb"])

    def test_numbers_days_booleans_formulas(self):
        style = styles([(176, "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"),
                        (177, "000000")], 0, 14, 176, 22, 177, 31)
        cells = ('<c r="A2"><v>31</v></c><c r="B2" s="1"><v>40239</v></c>'
                 '<c r="C2" s="2"><v>40239</v></c><c r="D2" s="3"><v>46086.6041666667</v></c>'
                 '<c r="E2" s="4"><v>42</v></c><c r="F2" s="5"><v>40239</v></c>'
                 '<c r="G2" t="b"><v>1</v></c><c r="H2" t="str"><f>A1&amp;"x"</f><v>公式值</v></c>'
                 '<c r="I2"><f>1+1</f><v>2</v></c><c r="J2" t="d"><v>2026-03-05T00:00:00</v></c>')
        rows = self.rows(excel(HEAD + f'<row r="2">{cells}</row>', SHARED, style))
        self.assertEqual(rows[1], ["2", "31", "2010-03-02", "2010-03-02", "2026-03-05 14:30",
                                   "000042", "2010-03-02", "1", "公式值", "2", "2026-03-05"])
        rows = self.rows(excel(HEAD + '<row r="2"><c r="B2" s="1"><v>38777</v></c></row>', SHARED,
                               style, is_1904=True))
        self.assertEqual(rows[1], ["2", "", "2010-03-02"])

    def test_wps(self):
        rows = self.rows(wps('<row r="1">' + inline("A1", "姓名") + inline("B1", "出生日期")
                             + '</row><row r="2">' + inline("A2", "单雄信")
                             + '<c r="B2" s="1"><v>40239</v></c></row>', styles([], 0, 31)))
        self.assertEqual(rows, [["1", "姓名", "出生日期"], ["2", "单雄信", "2010-03-02"]])

    def test_cells_without_places_and_empty_rows(self):
        rows = self.rows(excel("<row><c t='inlineStr'><is><t>a</t></is></c><c/><c><v>3</v></c></row>"
                               "<row/><row r='9'><c r='B9' s='0'/></row>"
                               "<row r='12'><c r='C12'><v>1</v></c></row>"))
        self.assertEqual(rows, [["1", "a", "", "3"], ["12", "", "", "1"]])

    def test_a_row_that_no_sheet_has_follows_the_one_before(self):
        """Of 1,048,576 rows; what follows a number past all counting would else be row 0."""
        wild = ("1048577", "99999999999999999999", "-7", "x", "")
        rows = "".join(f'<row r="{r}">{inline(f"A{n}", r or "-")}</row>'
                       for n, r in enumerate(wild, 2))
        found = self.rows(excel(HEAD + rows + f'<row>{inline("A7", "last")}</row>', SHARED))
        self.assertEqual([row[0] for row in found], ["1", "2", "3", "4", "5", "6", "7"])

    def test_faulty_cells_blame_their_row_alone(self):
        rows = self.rows(excel(
            HEAD + '<row r="2"><c r="A2"><v>1.23456789012345E+18</v></c></row>'
            '<row r="3"><c r="B3" t="e"><v>#N/A</v></c></row>'
            '<row r="4"><c r="C4" s="1"><v>60</v></c></row>'
            '<row r="5"><c r="A5" t="s"><v>99</v></c></row><row r="6"><c r="A6"><v>7</v></c></row>',
            SHARED, styles([], 0, 14)))
        self.assertRegex(rows[1][0], r"^2 Cell A2 .*format the column as text")
        self.assertRegex(rows[2][0], r"^3 Cell B3 .*#N/A")
        self.assertRegex(rows[3][0], r"^4 Cell C4 .*60")
        self.assertRegex(rows[4][0], r"^5 Cell A5 ")
        self.assertEqual(rows[5], ["6", "7"])

    def test_a_cell_that_can_be_nowhere_is_told(self):
        for place in ("XFE2", "A1048577", "A0", "AAAAAAAAAAAAA2", "2", "A2x", "A-1",
                      "A99999999999999999999"):
            with self.subTest(place):
                rows = self.rows(excel(HEAD + f'<row r="2"><c r="A2"><v>1</v></c><c r="{place}">'
                                       '<v>2</v></c></row><row r="3"><c r="A3"><v>3</v></c></row>',
                                       SHARED))
                self.assertRegex(rows[1][0], rf"^2 Cell .*\({place}\)" if len(place) < 17
                                 else "^2 Cell ")
                self.assertEqual(rows[2], ["3", "3"])
        rows = self.rows(excel(HEAD + '<row r="2"><c r="XFD2" t="e"><v>#N/A</v></c>'
                               '<c r="AAA2" t="e"><v>#N/A</v></c></row>', SHARED))
        self.assertRegex(rows[1][0], "^2 Cell XFD2 ")

    def test_merged_cells_and_titles(self):
        rows = self.rows(excel(
            '<row r="1">' + inline("A1", "名册") + '</row>'
            '<row r="2">' + inline("A2", "班级") + inline("B2", "姓名") + '</row>'
            '<row r="3">' + inline("A3", "1班") + inline("B3", "甲") + '</row>'
            '<row r="4"><c r="A4"/>' + inline("B4", "乙") + '</row>'
            '<row r="5"><c r="A5"/></row><row r="6">' + inline("B6", "丙") + '</row>',
            after='<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A3:A5"/></mergeCells>'))
        self.assertEqual(rows, [["2", "班级", "姓名"], ["3", "1班", "甲"], ["4", "1班", "乙"],
                                ["6", "", "丙"]])

    def test_which_sheet(self):
        names = ("说明", "隐藏", "名册")
        book = excel('<row r="1">' + inline("A1", "注") + '</row>', names=names, hidden=("隐藏",))
        self.assertEqual(self.rows(book), [["1", "other"]])
        self.assertEqual(self.rows(book, "--sheet", "说明"), [["1", "注"]])
        self.refused(book, "名册", "--sheet", "没有")

    def test_what_is_no_workbook(self):
        self.refused(b"PK\x03\x04" + bytes(100), "damaged")
        self.refused({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "no .xlsx")
        book = excel(HEAD, SHARED)
        self.refused({**book, "xl/worksheets/sheet1.xml": sheet(HEAD)[:-30]}, "damaged")
        self.refused(pack(book)[:-40], "damaged")
        outside = excel(HEAD, SHARED)
        outside["xl/_rels/workbook.xml.rels"] = outside["xl/_rels/workbook.xml.rels"].replace(
            'Target="worksheets/sheet1.xml"', 'Target="file:///etc/passwd" TargetMode="External"')
        self.refused(outside, "no sheet")
        outside["xl/_rels/workbook.xml.rels"] = outside["xl/_rels/workbook.xml.rels"].replace(
            'Target="file:///etc/passwd" TargetMode="External"', 'Target="../../../etc/passwd"')
        self.refused(outside, "no sheet")

    def test_no_entity_is_ever_expanded(self):
        for declaration in ('<!DOCTYPE x [<!ENTITY a "aaaa">]>',
                            '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
                            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'):
            book = excel("<row><c t='inlineStr'><is><t>&a;</t></is></c></row>")
            book["xl/worksheets/sheet1.xml"] = book["xl/worksheets/sheet1.xml"].replace(
                "<worksheet", declaration + "<worksheet")
            self.refused(book, "declares")
        self.refused(excel("<a>" * 40 + "</a>" * 40), "declares")

    def test_bombs(self):
        """In less than 20 seconds of CPU and 600 MiB, the sanitizers' own included."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        packed = swell(excel(HEAD, SHARED), "xl/worksheets/sheet1.xml", 8)
        self.refused(packed, "unpacks to far more")
        self.read(understate(packed, 1000))
        self.refused({**excel(HEAD), **{f"x{n}": "" for n in range(4200)}}, "unpacks to far more")
        self.refused(excel('<row r="1">' + inline("A1", "甲" * 60000) + "</row>"), "1 MiB")
        long = "a" * 130000
        self.refused(excel(HEAD + '<row r="2">' + '<c t="s"><v>3</v></c>' * 200 + "</row>",
                           (*SHARED, f"<t>{long}</t>")), "1 MiB")
        wide = "".join("<c><v>1</v></c>" for _ in range(257))
        self.refused(excel(f'<row r="1">{wide}</row>'), "256 cells")
        many = "".join(f'<row r="{n}"><c><v>1</v></c></row>' for n in range(1, 200003))
        self.assertEqual(len(self.refused(excel(many), "200,000 rows")), 200001)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.assertLess(after.ru_utime - before.ru_utime, 20)
        self.assertLess(after.ru_maxrss, 600 << 10)


if __name__ == "__main__":
    unittest.main(verbosity=2)
