"""Workbooks made by hand, part by part, as Excel, WPS or an attacker writes them."""

import io
import struct
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relationships(*targets, mode=""):
    """(id, kind, target) each."""
    return (f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}">' + "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
        for i, kind, target in targets) + "</Relationships>")


def sheet(rows, after=""):
    """`rows` are the elements of the rows as text."""
    return (f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>'
            f"{after}</worksheet>")


def strings(*items):
    return f'<?xml version="1.0"?><sst xmlns="{MAIN}">' + "".join(
        f"<si>{item}</si>" for item in items) + "</sst>"


def styles(formats, *ids):
    """Custom formats as (id, code), and the format of each style."""
    listed = "".join(f'<numFmt numFmtId="{i}" formatCode="{code}"/>' for i, code in formats)
    cells = "".join(f'<xf numFmtId="{i}"/>' for i in ids)
    return (f'<?xml version="1.0"?><styleSheet xmlns="{MAIN}"><numFmts>{listed}</numFmts>'
            f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{cells}</cellXfs>'
            "</styleSheet>")


def workbook(names=("Sheet1",), hidden=(), is_1904=False):
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"'
                     f'{" state=" + chr(34) + "hidden" + chr(34) if name in hidden else ""}/>'
                     for n, name in enumerate(names, 1))
    date = '<workbookPr date1904="1"/>' if is_1904 else ""
    return (f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{date}'
            f"<sheets>{listed}</sheets></workbook>")


def excel(rows, shared=(), style=None, after="", names=("Sheet1",), hidden=(), is_1904=False):
    """The parts of a workbook as Excel lays them out; further sheets hold one cell, "other"."""
    targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml")
               for n in range(1, len(names) + 1)]
    parts = {"_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml")),
             "xl/workbook.xml": workbook(names, hidden, is_1904),
             "xl/worksheets/sheet1.xml": sheet(rows, after)}
    for n in range(2, len(names) + 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = sheet(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>other</t></is></c></row>')
    if shared:
        targets.append(("rIdS", "sharedStrings", "sharedStrings.xml"))
        parts["xl/sharedStrings.xml"] = strings(*shared)
    if style:
        targets.append(("rIdT", "styles", "styles.xml"))
        parts["xl/styles.xml"] = style
    parts["xl/_rels/workbook.xml.rels"] = relationships(*targets)
    return parts


def wps(rows, style):
    """As WPS: prefixes for its names, absolute targets, strings in the cells, sheets last."""
    prefixed = rows.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    parts = {"xl/worksheets/sheet1.xml":
             f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{prefixed}</x:sheetData></x:worksheet>',
             "xl/styles.xml": style,
             "xl/workbook.xml":
             f'<x:workbook xmlns:rel="{OFFICE}" xmlns:x="{MAIN}"><x:sheets>'
             '<x:sheet name="表1" sheetId="7" rel:id="R7"/></x:sheets></x:workbook>',
             "xl/_rels/workbook.xml.rels": relationships(
                 ("R2", "styles", "/xl/styles.xml"), ("R7", "worksheet",
                                                      "/xl/worksheets/sheet1.xml")),
             "_rels/.rels": relationships(("R1", "officeDocument", "/xl/workbook.xml"))}
    return parts


def pack(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def swell(parts, name, mebibytes):
    """The archive with a part of so many mebibytes of zeros, made without holding them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            if part != name:
                archive.writestr(part, content)
        with archive.open(name, "w") as bomb:
            bomb.write(b"<!--")
            for _ in range(mebibytes):
                bomb.write(b"0" * (1 << 20))
    return out.getvalue()


def understate(packed, size):
    """The archive with every unpacked size in its directory and headers made `size`."""
    data = bytearray(packed)
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.find(signature)
        while at >= 0:
            struct.pack_into("<I", data, at + offset, size)
            at = data.find(signature, at + 4)
    return bytes(data)
