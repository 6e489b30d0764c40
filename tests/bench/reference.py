"""The reference set's words: sessions, calls and files that bench_load and pgbench read."""

import hashlib
import os
import re

STUDENTS_PAIRED, MENTORS, LEAD = 600, 120, 999
REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HERE = os.path.dirname(os.path.abspath(__file__))


def session(salt, account):
    return hashlib.sha256(f"{salt}{account}".encode()).hexdigest()


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode()
    return varint(number << 3 | 2) + varint(len(data)) + data


def record_line(salt, campus, pair):
    """AddRecordRequest: student, group, kind, channel, held_at, minutes, topic, content."""
    group_general, meeting, face_to_face, digits = 4, 1, 1, 6
    held_at = "2026-06-10T16:30:00." + "0" * digits + "+08:00"
    body = (field(2, "L" + str(campus * 10000 + pair).zfill(18)) + field(3, group_general)
            + field(4, meeting) + field(5, face_to_face) + field(6, held_at) + field(7, 40)
            + field(8, "阅读习惯与作业安排") + field(9, "谈了本周的作业与阅读，" * 4))
    offset = body.index(held_at.encode()) + len("2026-06-10T16:30:00.")
    mentor = campus * 1000 + (pair - 1) % MENTORS + 1
    return f"{session(salt, mentor)} {body.hex()} {offset} {digits}\n"


def pairings_line(salt, campus, mentor):
    """ListPairingsRequest: mentor, asked by the campus's lead."""
    body = field(1, str(10000 + mentor))
    return f"{session(salt, campus * 1000 + LEAD)} {body.hex()} 0 0\n"


def figures_line(salt, day):
    """ShowFiguresRequest: every figure of the day, each campus beside the district's sums."""
    by_campus = 1
    body = field(1, day) + field(3, by_campus)
    return f"{session(salt, 'district')} {body.hex()} 0 0\n"


def write_work(path, line, salt, campuses, count):
    """Neighbours in the file are of different campuses, as in a real minute."""
    with open(path, "w", encoding="ascii") as f:
        for place in range(count):
            for campus in range(1, campuses + 1):
                f.write(line(salt, campus, place + 1))


def pairings_script():
    """The operation's own SQL for pgbench, called by a lead; what the call leaves out is NULL."""
    path = f"{REPOSITORY}/sql/operations/pairing/list_pairings.sql"
    with open(path, encoding="utf-8") as f:
        sql = re.sub(r"--.*", "", f.read())
    constant = {"caller_role": "'campus_lead'", "caller_staff": "null::bigint",
                "today": "current_date"}

    def value(found):
        name = found.group(1)
        return f":{name}" if name in ("campus", "mentor") else constant.get(name, "null")

    sql = re.sub(r"(?<!:):([a-z_]+)", value, sql)
    return ("\\set campus random(1, :campuses)\n"
            f"\\set mentor random(10001, {10000 + MENTORS})\n{' '.join(sql.split())}\n")
