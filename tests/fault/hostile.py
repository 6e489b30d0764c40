"""What the fault suites share: the bytes of broken peers, and how long an answer may take."""

import ctypes
import os
import ssl
import struct
import time
from pathlib import Path

from district import BUILD

CACHE = BUILD / "CMakeCache.txt"
SANITIZED = CACHE.exists() and "JIEDUI_SANITIZE:BOOL=ON" in CACHE.read_text()
# Times are meant for a build without sanitizers on a machine of its own; else ten times as long.
FACTOR = 10 if SANITIZED else 2
ANSWER_S = 0.1 * FACTOR
# A freed block stays in the sanitizer's quarantine: keep that out of what is measured.
FLAT = {"ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0:quarantine_size_mb=4"}


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number, data):
    """A length-delimited field."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def number(n, value):
    """A varint field."""
    return varint(n << 3) + varint(value)


def frame(body):
    return struct.pack(">I", len(body)) + body


def call(method, body=b"", call_id=7, more=b""):
    """A Call, its frame's body."""
    return number(1, call_id) + field(2, method.encode()) + field(3, body) + more


def hello(context):
    """The first flight of a handshake in this context."""
    out = ssl.MemoryBIO()
    secure = context.wrap_bio(ssl.MemoryBIO(), out, server_hostname="localhost")
    try:
        secure.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()


def update_keys(secure, times):
    """KeyUpdate messages, which Python's ssl cannot send: CPython keeps SSL * behind its object's
    head and the socket."""
    library = ctypes.CDLL("libssl.so.3")
    head = object.__basicsize__ + ctypes.sizeof(ctypes.c_void_p)
    handle = ctypes.c_void_p.from_address(id(secure._sslobj) + head)
    for _ in range(times):
        if library.SSL_key_update(handle, 0) != 1 or library.SSL_do_handshake(handle) != 1:
            raise ConnectionError("no more key updates")


def resident_kib(pid):
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0])


def cpu_s(pid):
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def p99(times):
    return sorted(times)[max(0, -(-len(times) * 99 // 100) - 1)]


def seconds_until_end(plain):
    """How long until the peer closes."""
    start = time.monotonic()
    try:
        while plain.recv(65536):
            pass
    except TimeoutError as late:
        raise AssertionError("the connection is still open") from late
    except (ConnectionError, ssl.SSLError):
        pass
    return time.monotonic() - start
