"""integration.chunks: a file goes in as several calls, one on its way while the next is read."""

import random
import socket
import struct
import threading

from district import DistrictTest, main
from school import School
from wire import hang_up

INTERNAL, INVALID, CHUNK, ROWS = 1, 3, 500, 1700
RESET = struct.pack("ii", 1, 0)


class CuttingProxy(threading.Thread):
    """Passes connections on; each of `budgets` is the bytes up and down after which one is reset."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.target = port
        self.budgets, self.cuts, self.most = [], 0, [0, 0]
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.target))
            up, down = self.budgets.pop(0) if self.budgets else (None, None)
            for way, (pair, budget) in enumerate((((near, far), up), ((far, near), down))):
                threading.Thread(target=self.carry, args=(*pair, budget, way), daemon=True).start()

    def carry(self, source, sink, budget, way):
        passed = 0
        try:
            while data := source.recv(4096):
                if budget is not None and passed + len(data) > budget:
                    self.cuts += 1
                    sink.sendall(data[:budget - passed])
                    for end in (source, sink):
                        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    break
                passed += len(data)
                self.most[way] = max(self.most[way], passed)
                sink.sendall(data)
        except OSError:
            pass
        hang_up(source, sink)


class Chunks(DistrictTest):
    settings = {"clock": "2026-03-05T08:00:00+08:00"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district.start()
        cls.school = School(cls.district, cls.district.administrator())
        cls.lead = cls.school.lead

    def rows(self, prefix, count=ROWS):
        return [[f"{prefix}{n:04d}", f"老师{prefix}", "教师"] for n in range(1, count + 1)]

    def number(self, query):
        return int(self.district.sql(query)[0][0])

    def stored(self, prefix):
        return self.number(f"select count(*) from staff where staff_no like '{prefix}%'")

    def test_cut_connections_lose_nothing_and_double_nothing(self):
        """Cut in the middle of a chunk, before its answer, within it: every row is stored once."""
        proxy = CuttingProxy(self.district.port)
        self.addCleanup(proxy.listener.close)
        self.lead.must("profile", "add", "cut", "--host", "127.0.0.1", "--port", proxy.port,
                       "--ca", self.district.folder / "ca.pem", "--server-name", "localhost",
                       "--device", self.lead.machine.stem)
        self.lead.must("--profile", "cut", "login", "--account", self.school.account,
                       "--password-stdin", stdin=self.school.password + "\n")
        chance = random.Random(20260305)
        chunks = -(-ROWS // CHUNK)
        self.lead.must("--profile", "cut", "import", "staff",
                       self.school.write("staff", self.rows("W")))
        up, down = proxy.most  # of a connection that is not cut
        for turn in range(6):
            prefix = f"C{turn}"
            before = self.number("select count(*) from request_claim")
            cuts = proxy.cuts
            proxy.budgets = [(chance.randrange(up // 20, up), None) if chance.random() < 0.5
                             else (None, chance.randrange(down // 2, down)) for _ in range(3)]
            told = f"turn {turn}, budgets {proxy.budgets}"
            done = self.lead.must("--profile", "cut", "import", "staff",
                                  self.school.write("staff", self.rows(prefix)), json=True)
            proxy.budgets = []
            self.assertGreater(proxy.cuts, cuts, told)
            self.assertEqual((done["stored"], done["unchanged"], done["rejected"]), (ROWS, 0, 0),
                             told)
            self.assertEqual(self.stored(prefix), ROWS, told)
            run = f"import_run('{done['import_id']}'::uuid)"
            self.assertEqual(self.number("select count(*) from request_claim"), before + chunks,
                             told)
            self.assertEqual(self.number("select count(*) from request_claim where reply is not "
                                         f"null and import_run(request_id) = {run}"), chunks, told)
            self.assertEqual(self.number("select count(*) from import_change where tab = 'staff' "
                                         f"and import_run(request_id) = {run}"), ROWS, told)

    def test_after_a_chunk_that_fails_none_is_sent(self):
        """The second of four fails: the first is stored, the others are not, and again is harmless."""
        path = self.school.write("staff", self.rows("F"))
        self.district.sql(
            "create function fail() returns trigger language plpgsql as $$ begin "
            "if new.staff_no = 'F0700' then raise 'broken' using errcode = 'XX000'; end if; "
            "return new; end $$; "
            "create trigger fails before insert on staff for each row execute function fail()")
        try:
            stopped = self.lead.run("import", "staff", path, json=True)
        finally:
            self.district.sql("drop trigger fails on staff; drop function fail()")
        self.assertCode(stopped, INTERNAL)
        self.assertIn(f"up to line {CHUNK + 1} are dealt with ({CHUNK} stored, 0 unchanged)",
                      stopped.stderr)
        self.assertEqual(self.stored("F"), CHUNK)
        again = self.lead.must("import", "staff", path, json=True)
        self.assertEqual((again["stored"], again["unchanged"]), (ROWS - CHUNK, CHUNK))
        self.assertEqual(self.stored("F"), ROWS)

    def test_a_file_that_breaks_off(self):
        """What was on its way when the file could not be read further is waited for and told."""
        path = self.school.write("staff", self.rows("B", CHUNK + 100))
        with open(path, "a", encoding="utf-8") as out:
            out.write('B9999,"never closed,教师\n')
        stopped = self.lead.run("import", "staff", path, json=True)
        self.assertCode(stopped, INVALID)
        self.assertIn("is never closed", stopped.stderr)
        self.assertIn(f"up to line {CHUNK + 1} are dealt with ({CHUNK} stored, 0 unchanged)",
                      stopped.stderr)
        self.assertEqual(self.stored("B"), CHUNK)

    def test_rejected_rows_of_all_chunks_stand_in_the_files_order(self):
        """Those the client finds and those the database finds."""
        rows = self.rows("R", CHUNK * 2 + 10)
        faults = {3: "bad number!", CHUNK: "", CHUNK + 1: "also bad!", CHUNK * 2 + 9: "bad, too!"}
        for place, number in faults.items():
            rows[place - 1][0] = number
        rows[6][0] = rows[5][0]
        path = self.school.write("staff", rows)
        done = self.lead.run("import", "staff", path)
        self.assertCode(done, 11)
        lines = [int(line.split("line ")[1].split(":")[0]) for line in done.stderr.splitlines()
                 if "line " in line]
        self.assertEqual(lines, sorted(place + 1 for place in [*faults, 7]))
        self.assertEqual(self.stored("R"), len(rows) - len(lines))

    def test_a_dry_run_stores_nothing(self):
        path = self.school.write("staff", self.rows("D"))
        done = self.lead.must("import", "staff", path, "--dry-run", json=True)
        self.assertEqual((done["stored"], self.stored("D")), (ROWS, 0))


if __name__ == "__main__":
    main()
