"""integration.notices: a day's counts reach a school's group, signed, once, after whatever fails, and
never with a name (S85)."""

import base64
import hashlib
import hmac
import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

from district import ADMINISTRATOR, DistrictTest, main, wait_until
from school import School

INVALID, NOT_FOUND = 3, 4
SECRET = b"SECabc123"


class Service:
    """A group robot of all three services on loopback: keeps what was posted, fails when told."""

    def __init__(self):
        self.posts, self.answers = [], []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802, the library's name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.posts.append((time.monotonic(), self.path, json.loads(body)))
                status, text = service.answers.pop(0) if service.answers else (200, '{"errcode":0}')
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *words):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Notices(DistrictTest):
    settings = {"clock": "2026-03-26T08:30:00+08:00", "webhook_ms": 200}

    def setUp(self):
        self.service = Service()
        self.addCleanup(self.service.stop)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.n = 0

    def school_of(self, **settings):
        """A school of its own with three signed agreements, on a daemon that may post here."""
        cls = type(self)
        cls.n += 1
        if cls.n > 1:
            self.district.stop()
        self.district.start(webhook_hosts=self.service.url, **settings)
        cls.admin = (self.district.administrator() if cls.n == 1 else
                     self.district.client(ADMINISTRATOR, self.district.password))
        school = School(self.district, self.admin, f"345199010{cls.n}", f"第{cls.n}校",
                        f"lead{cls.n}", area=f"99010{cls.n}")
        school.people(students=3, mentors=1)
        for n in (1, 2, 3):
            pairing = school.pair(n, "T001", "2026-03-02", json=True)["id"]
            school.lead.must("agreement", "draft", "--pairing", pairing)
            school.lead.must("agreement", "sign", "--pairing", pairing, "--on", "2026-03-16")
        return school

    def add(self, school, kind, *words):
        return school.lead.must("webhook", "add", "--kind", kind, "--url",
                                f"{self.service.url}/send?key=k", *words, json=True)["id"]

    def posted(self, n):
        wait_until(lambda: len(self.service.posts) >= n, 20, f"{n} posts")
        return self.service.posts

    def row(self, school, hook):
        return next(r for r in school.lead.must("webhook", "list", json=True)["rows"]
                    if r["id"] == hook)

    def test_1_the_day_s_counts_arrive_once_without_a_name(self):
        school = self.school_of()
        hook = self.add(school, "wecom")
        _, path, body = self.posted(1)[0]
        self.assertEqual((path, body["msgtype"]), ("/send?key=k", "text"))
        text = body["text"]["content"]
        self.assertEqual(text, "师生结对 2026-03-26 待办：面谈 3、家校反馈 3、辅导 0；"
                               "逾期：面谈 3、家校反馈 0、辅导 0。")
        for private in ("学生", "老师", "T001", "学业", "academic", *(
                school.student_no(n) for n in (1, 2, 3))):
            self.assertNotIn(private, text)
        time.sleep(1)
        self.assertEqual(len(self.service.posts), 1)
        row = self.row(school, hook)
        self.assertEqual((row["sent"], row["waiting"], row["error"]), (1, 0, None))
        self.assertEqual(row["host"], self.service.url.removeprefix("http://"))
        self.assertNotIn("key=k", json.dumps(school.lead.must("webhook", "list", json=True).json))

    def test_2_dingtalk_and_feishu_are_signed(self):
        school = self.school_of()
        path = self.district.folder / "secret"
        path.write_bytes(SECRET + b"\n")
        self.add(school, "dingtalk", "--secret", path)
        self.add(school, "feishu", "--secret", path)
        posts = self.posted(2)
        _, url, _ = next(p for p in posts if "sign=" in p[1])
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
        signed = hmac.new(SECRET, query["timestamp"][0].encode() + b"\n" + SECRET, hashlib.sha256)
        self.assertEqual(query["sign"], [base64.b64encode(signed.digest()).decode()])
        _, _, body = next(p for p in posts if "sign" in p[2])
        signed = hmac.new(body["timestamp"].encode() + b"\n" + SECRET, b"", hashlib.sha256)
        self.assertEqual(body["sign"], base64.b64encode(signed.digest()).decode())

    def test_3_what_fails_is_sent_again_with_longer_pauses(self):
        school = self.school_of()
        self.service.answers = [(500, "no"), (200, '{"errcode":310000}'), (200, "<html>")]
        hook = self.add(school, "wecom", "--hour", "9")  # no digest at this hour
        school.lead.must("webhook", "test", hook)
        at = [p[0] for p in self.posted(4)]
        pauses = [b - a for a, b in zip(at, at[1:])]
        self.assertGreaterEqual(pauses[1], 0.4)
        self.assertGreaterEqual(pauses[2], 0.8)
        wait_until(lambda: self.row(school, hook)["sent"] == 1, 10, "the end of it")
        school.lead.must("webhook", "remove", hook)
        self.assertCode(school.lead.run("webhook", "test", hook), NOT_FOUND)

    def test_4_quiet_hours_wait_and_other_hosts_are_not_written_to(self):
        school = self.school_of(clock="2026-03-26T21:30:00+08:00")
        hook = self.add(school, "wecom")
        due = school.lead.must("webhook", "test", hook, json=True)["due_at"]
        self.assertEqual(due[:16], "2026-03-27T07:00")
        time.sleep(1)
        self.assertEqual(self.service.posts, [])
        self.assertCode(school.lead.run("webhook", "add", "--kind", "wecom", "--url", "ftp://x/y"),
                        INVALID)
        self.district.stop()
        self.district.start(webhook_hosts="https://qyapi.weixin.qq.com",
                            clock="2026-03-27T07:30:00+08:00")
        school.lead = self.district.client(school.account, school.password)
        wait_until(lambda: self.row(school, hook)["error"] is not None, 10, "a refusal")
        self.assertIn("does not allow this host", self.row(school, hook)["error"])
        self.assertEqual(self.service.posts, [])


if __name__ == "__main__":
    main()
