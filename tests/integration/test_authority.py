"""integration.authority: jiedui-authority over its socket, before good, broken, slow and wrong peers.
Without PostgreSQL and without a daemon."""

import os
import pwd
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from district import BUILD, IS_ROOT, JIEDUI_AUTHORITY, SANITIZER, call, main, sanitized, wait_until
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

DEVICE = "019cbb70-1111-7aaa-8bbb-0123456789ab"
INVALID, UNAVAILABLE, USAGE = 3, 8, 2
VISITORS, MESSAGE_MAX = 64, 8192


def messages():
    pool = descriptor_pool.DescriptorPool()
    every = descriptor_pb2.FileDescriptorSet.FromString((BUILD / "proto/internal.pb").read_bytes())
    pool.Add(next(f for f in every.file if f.name == "internal/authority.proto"))
    factory = message_factory.MessageFactory(pool)
    return [factory.GetPrototype(pool.FindMessageTypeByName(f"jiedui.{name}"))
            for name in ("SignRequest", "SignReply")]


SignRequest, SignReply = messages()


def frame(body):
    return struct.pack(">I", len(body)) + body


def request(csr, device=DEVICE):
    return frame(SignRequest(csr=csr, device=device).SerializeToString())


class Visitor:
    """A connection to the authority."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(10)
        self.socket.connect(str(path))

    def __enter__(self):
        return self

    def __exit__(self, kind, *rest):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def take(self, size):
        data = b""
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            if not more:
                raise EOFError(f"closed after {len(data)} of {size} bytes")
            data += more
        return data

    def reply(self):
        return SignReply.FromString(self.take(struct.unpack(">I", self.take(4))[0]))

    def is_closed(self):
        """Waits for the other end; anything but an end is a failure."""
        try:
            return self.socket.recv(1) == b""
        except (ConnectionResetError, BrokenPipeError):
            return True


class Authority(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="jiedui-authority-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.ca = self.folder / "ca"
        self.path = self.folder / "authority.socket"
        self.log = self.folder / "log"
        call([JIEDUI_AUTHORITY, "--create", self.ca])

    def start(self, *options):
        before = self.log.read_text().count("event=started") if self.log.exists() else 0
        with open(self.log, "ab") as log:
            process = subprocess.Popen(
                [JIEDUI_AUTHORITY, "--socket", self.path, "--authority", self.ca, *options],
                stderr=log, env=sanitized(dict(os.environ)))
        self.addCleanup(self.stop, process)
        wait_until(lambda: self.log.read_text().count("event=started") > before
                   or process.poll() is not None, what="the start of the authority")
        return process

    def stop(self, process):
        if process.poll() is None:
            process.terminate()
        self.assertEqual(process.wait(timeout=10), 0, self.log.read_text())
        self.assertIsNone(SANITIZER.search(self.log.read_text()), self.log.read_text())

    def fails(self, *options):
        done = subprocess.run([JIEDUI_AUTHORITY, *map(str, options)], capture_output=True, text=True,
                              timeout=30, check=False, env=sanitized(dict(os.environ)))
        self.assertNotEqual(done.returncode, 0)
        return done.returncode, done.stderr

    def csr(self, name="anything", *kind):
        kind = kind or ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        path = self.folder / "csr.der"
        call(["openssl", "req", "-new", "-newkey", *kind, "-nodes", "-keyout",
              self.folder / "device.key", "-subj", f"/CN={name}", "-outform", "DER", "-out", path])
        return path.read_bytes()

    def verify(self, certificate, purpose):
        path = self.folder / "device.pem"
        path.write_text(subprocess.run(["openssl", "x509", "-inform", "DER"], input=certificate,
                                       capture_output=True, check=True).stdout.decode())
        done = subprocess.run(["openssl", "verify", "-x509_strict", "-purpose", purpose, "-CAfile",
                               self.ca / "device-ca.pem", path], capture_output=True, check=False)
        return done.returncode == 0

    def works(self):
        with Visitor(self.path) as visitor:
            visitor.send(request(self.good))
            self.assertTrue(visitor.reply().HasField("certificate"))


class Serving(Authority):
    def setUp(self):
        super().setUp()
        self.process = self.start()
        self.good = self.csr()

    def test_a_certificate_is_good_for_clients_alone(self):
        with Visitor(self.path) as visitor:
            visitor.send(request(self.csr("the server")))
            reply = visitor.reply()
        self.assertFalse(reply.HasField("refusal"))
        self.assertTrue(self.verify(reply.certificate, "sslclient"))
        self.assertFalse(self.verify(reply.certificate, "sslserver"))
        shown = call(["openssl", "x509", "-in", self.folder / "device.pem", "-noout", "-subject",
                      "-issuer", "-enddate", "-dateopt", "iso_8601"])
        self.assertIn(f"subject=CN = {DEVICE}\nissuer=CN = Jiedui device CA\n", shown)
        self.assertIn(reply.not_after[:19].replace("T", " ") + "Z", shown)
        self.assertRegex(reply.not_after, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$")
        self.assertRegex(self.log.read_text(),
                         rf"event=signed user=\d+ device={DEVICE} serial=[0-9a-f]{{32}} ")

    def test_requests_are_answered_in_their_order(self):
        with Visitor(self.path) as visitor:
            visitor.send(request(self.good) + request(b"no request") + request(self.good, "me"))
            replies = [visitor.reply() for _ in range(3)]
            self.assertTrue(replies[0].HasField("certificate"))
            self.assertEqual(replies[1].refusal, "the key request is not PKCS#10 in DER")
            self.assertEqual(replies[2].refusal, "the device is not a UUID in lower case")
            visitor.send(request(self.good) * 200)
            self.assertEqual(len({visitor.reply().certificate for _ in range(200)}), 200)

    def test_many_small_requests_wait_for_their_reader(self):
        """Answers longer than their requests: reading stops, and nothing is lost."""
        small = frame(SignRequest(csr=b"x").SerializeToString())
        with Visitor(self.path) as visitor:
            visitor.socket.settimeout(1)
            sent = 0
            try:
                while sent < 1 << 24:
                    sent += visitor.socket.send((small * 1000)[sent % len(small):])
                self.fail("16 MiB were taken of one who reads no answers")
            except TimeoutError:
                pass
            self.works()
            visitor.socket.settimeout(10)
            for _ in range(sent // len(small)):
                self.assertTrue(visitor.reply().HasField("refusal"))

    def test_a_request_may_come_byte_by_byte(self):
        with Visitor(self.path) as visitor:
            for byte in request(self.good):
                visitor.send(bytes([byte]))
            self.assertTrue(visitor.reply().HasField("certificate"))

    def test_who_has_said_all_is_still_answered(self):
        with Visitor(self.path) as visitor:
            visitor.send(request(self.good))
            visitor.socket.shutdown(socket.SHUT_WR)
            self.assertTrue(visitor.reply().HasField("certificate"))
            self.assertTrue(visitor.is_closed())

    def test_other_keys_are_refused(self):
        with Visitor(self.path) as visitor:
            for kind in (("ec", "-pkeyopt", "ec_paramgen_curve:P-384"), ("rsa:2048",), ("ed25519",)):
                visitor.send(request(self.csr("x", *kind)))
                self.assertIn("named curve P-256", visitor.reply().refusal)
            altered = self.good[:-1] + bytes([self.good[-1] ^ 1])
            visitor.send(request(altered))
            self.assertIn("not signed by its own key", visitor.reply().refusal)

    def test_nonsense_ends_its_connection_alone(self):
        twice = SignRequest(csr=self.good, device=DEVICE).SerializeToString() * 2
        hidden = SignRequest(csr=self.good, device=DEVICE + "\0x").SerializeToString()
        with Visitor(self.path) as bystander:
            bystander.send(request(self.good)[:100])
            for data in (struct.pack(">I", 0), struct.pack(">I", MESSAGE_MAX + 1), b"\xff" * 4,
                         frame(b"\xff" * 40), frame(twice), frame(hidden),
                         b"GET / HTTP/1.0\r\n\r\n"):
                with self.subTest(data=data[:30]), Visitor(self.path) as visitor:
                    visitor.send(data)
                    self.assertTrue(visitor.is_closed())
            bystander.send(request(self.good)[100:])
            self.assertTrue(bystander.reply().HasField("certificate"))

    def test_the_longest_message_is_read(self):
        rest = MESSAGE_MAX - SignRequest(csr=b"x" * 4000, device=DEVICE).ByteSize()
        body = SignRequest(csr=b"x" * (4000 + rest), device=DEVICE).SerializeToString()
        self.assertEqual(len(body), MESSAGE_MAX)
        with Visitor(self.path) as visitor:
            visitor.send(frame(body))
            self.assertIn("PKCS#10", visitor.reply().refusal)

    def test_half_a_frame_is_not_waited_for(self):
        with Visitor(self.path) as idle, Visitor(self.path) as drop, Visitor(self.path) as visitor:
            begun = time.monotonic()
            visitor.send(request(self.good)[:50])
            drop.socket.settimeout(0.3)
            closed = False
            for byte in request(self.good)[:100]:  # a byte now and then does not help
                try:
                    drop.send(bytes([byte]))
                    closed = drop.socket.recv(1) == b""
                except TimeoutError:
                    continue
                except (BrokenPipeError, ConnectionResetError):
                    closed = True
                break
            self.assertTrue(closed)
            self.assertTrue(visitor.is_closed())
            self.assertTrue(4.5 < time.monotonic() - begun < 6.5, time.monotonic() - begun)
            idle.send(request(self.good))
            self.assertTrue(idle.reply().HasField("certificate"))

    def test_connections_are_counted(self):
        held = [Visitor(self.path) for _ in range(VISITORS)]
        held[-1].send(request(self.good))
        self.assertTrue(held[-1].reply().HasField("certificate"))
        with Visitor(self.path) as one_more:
            self.assertTrue(one_more.is_closed())
        held.pop().socket.close()
        wait_until(lambda: not self.turned_away(), what="a free place")
        for visitor in held:
            visitor.socket.close()

    def turned_away(self):
        with Visitor(self.path) as visitor:
            try:
                visitor.send(request(self.good))
                return not visitor.reply().HasField("certificate")
            except (EOFError, ConnectionResetError, BrokenPipeError):
                return True

    def test_it_ends_in_order(self):
        with Visitor(self.path) as idle, Visitor(self.path) as visitor:
            visitor.send(request(self.good))
            self.assertTrue(visitor.reply().HasField("certificate"))
            self.process.terminate()
            self.assertTrue(idle.is_closed())
        self.assertEqual(self.process.wait(timeout=5), 0)
        self.assertFalse(self.path.exists())
        self.assertIn("event=stopped", self.log.read_text())

    def test_it_leaves_no_core_and_locks_its_key(self):
        process = Path(f"/proc/{self.process.pid}")
        self.assertRegex((process / "limits").read_text(), r"Max core file size +0 +0 ")
        self.assertNotRegex((process / "status").read_text(), r"VmLck:\s+0 kB")

    def test_the_log_holds_no_key(self):
        self.works()
        lines = (self.ca / "device-ca.key").read_text().splitlines()[1:-1]
        self.assertFalse([line for line in lines if line in self.log.read_text()])


class Starting(Authority):
    def serve(self, *options):
        return self.fails("--socket", self.path, "--authority", self.ca, *options)

    def test_files_are_never_replaced(self):
        key, certificate = self.ca / "device-ca.key", self.ca / "device-ca.pem"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        before = key.read_bytes(), certificate.read_bytes()
        code, text = self.fails("--create", self.ca)
        self.assertEqual(code, INVALID)
        self.assertIn("is not replaced", text)
        self.assertEqual((key.read_bytes(), certificate.read_bytes()), before)
        key.unlink()
        self.assertIn("device-ca.pem: it exists already", self.fails("--create", self.ca)[1])
        self.assertFalse(key.exists())

    def test_a_key_that_others_may_read_is_refused(self):
        for mode in (0o640, 0o604):
            (self.ca / "device-ca.key").chmod(mode)
            code, text = self.serve()
            self.assertEqual(code, INVALID)
            self.assertIn("device-ca.key: others may read it: chmod 600", text)
        self.assertFalse(self.path.exists())

    def test_files_that_are_not_an_authority_are_refused(self):
        other = self.folder / "other"
        call([JIEDUI_AUTHORITY, "--create", other])
        shutil.copy(other / "device-ca.pem", self.ca / "device-ca.pem")
        self.assertIn("the certificate is not this key's", self.serve()[1])
        (self.ca / "device-ca.pem").write_text("nothing\n")
        self.assertIn("device-ca.pem: it is not a certificate in PEM", self.serve()[1])
        (self.ca / "device-ca.pem").unlink()
        self.assertIn("device-ca.pem: No such file", self.serve()[1])
        (self.ca / "device-ca.key").write_text("")
        self.assertIn("device-ca.key: it is not a private key in PEM", self.serve()[1])

    def test_days_have_a_limit(self):
        for days in ("0", "31", "-1", "x", ""):
            self.assertEqual(self.serve("--days", days)[0], USAGE)
        self.good = self.csr()
        self.start("--days", "1")
        with Visitor(self.path) as visitor:
            visitor.send(request(self.good))
            certificate = visitor.reply().certificate
        self.assertTrue(self.verify(certificate, "sslclient"))
        ends = ["openssl", "x509", "-in", self.folder / "device.pem", "-noout", "-checkend"]
        call([*ends, str(86400 - 60)])
        self.assertNotEqual(subprocess.run([*ends, "86400"], capture_output=True,
                                           check=False).returncode, 0)

    def test_the_socket_is_its_owners(self):
        self.start()
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o600)

    def test_a_socket_in_use_is_left_alone(self):
        self.good = self.csr()
        self.start()
        code, text = self.serve()
        self.assertEqual(code, UNAVAILABLE)
        self.assertIn("another process listens there", text)
        self.works()

    def test_a_socket_left_behind_is_replaced_and_another_file_is_not(self):
        self.good = self.csr()
        left = socket.socket(socket.AF_UNIX)
        left.bind(str(self.path))
        left.close()
        self.stop(self.start())
        self.path.write_text("a file of somebody's")
        self.assertIn("a file that is no socket is there", self.serve()[1])
        self.assertEqual(self.path.read_text(), "a file of somebody's")

    def test_an_unknown_peer_is_refused(self):
        self.assertIn("there is no such user", self.serve("--peer", "nobody-of-that-name")[1])

    @unittest.skipUnless(IS_ROOT, "needs root, to become others")
    def test_a_peer_is_let_in_and_its_group_is_not(self):
        nobody, other = pwd.getpwnam("nobody"), pwd.getpwnam("daemon")
        self.folder.chmod(0o711)
        self.start("--peer", "nobody")
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o660)
        asks = ("import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); "
                "print('connected', flush=True); s.sendall(bytes.fromhex(sys.argv[2])); "
                "print('answered' if s.recv(4) else 'closed')")
        csr = request(self.csr()).hex()
        for user, group, said in ((nobody.pw_uid, nobody.pw_gid, r"connected\nanswered\n"),
                                  (other.pw_uid, nobody.pw_gid, r"connected\n(closed\n)?"),
                                  (other.pw_uid, other.pw_gid, "")):
            done = subprocess.run(
                ["setpriv", "--reuid", str(user), "--regid", str(group), "--clear-groups", "--",
                 "/usr/bin/python3", "-c", asks, self.path, csr],
                capture_output=True, text=True, check=False, cwd="/")
            with self.subTest(user=user, group=group):
                self.assertRegex(done.stdout, rf"\A{said}\Z", done.stderr)
        self.assertIn(f"event=connection_closed user={other.pw_uid} reason=user_not_allowed",
                      self.log.read_text())


if __name__ == "__main__":
    main()
