"""The protocol in another language: written from proto/ alone, with Python's own protobuf library.

    contract = Contract()
    with Wire(contract, port, "ca.pem") as wire:
        wire.login("lead.gp", "a password")
        answer = wire.call("PairingService.ListPairings", limit=10)
        answer.code, answer.reply.rows
"""

import os
import socket
import ssl
import struct
import subprocess
import tempfile
import uuid
from pathlib import Path

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

SOURCE = Path(os.environ.get("SOURCE_DIR", Path(__file__).resolve().parents[2]))
INCLUDES = ("/usr/include", "/usr/local/include")


def hang_up(*ends):
    """Closes both ends of what a proxy carries; the other side may have gone already."""
    for end in ends:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        end.close()


class Closed(Exception):
    """The connection ended before the answer was whole."""


class Method:
    """An rpc: its messages and its options."""

    def __init__(self, contract, service, method):
        self.name = f"{service.name}.{method.name}"
        self.input = contract.message(method.input_type.full_name)
        self.output = contract.message(method.output_type.full_name)
        self.rules = contract.message("jiedui.MethodRules").FromString(
            method.GetOptions().SerializeToString())
        self.roles = [contract.role_name(r) for r in self.rules.allow]


class Contract:
    """What the .proto files say."""

    def __init__(self, proto=SOURCE / "proto"):
        names = sorted(p.name for p in proto.glob("*.proto"))
        paths = [f"-I{p}" for p in (proto, *INCLUDES) if Path(p).exists()]
        with tempfile.NamedTemporaryFile() as out:
            subprocess.run(["protoc", *paths, "--include_imports",
                            f"--descriptor_set_out={out.name}", *names], check=True)
            files = descriptor_pb2.FileDescriptorSet.FromString(Path(out.name).read_bytes())
        self.pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self.pool.Add(file)
        self.factory = message_factory.MessageFactory(self.pool)
        self.methods = {}
        for file in files.file:
            if file.package != "jiedui":
                continue
            for service in self.pool.FindFileByName(file.name).services_by_name.values():
                for method in service.methods:
                    found = Method(self, service, method)
                    self.methods[found.name] = found

    def message(self, name):
        """The class of a message by its full name."""
        return self.factory.GetPrototype(self.pool.FindMessageTypeByName(name))

    def role_name(self, number):
        role = self.pool.FindEnumTypeByName("jiedui.Role").values_by_number[number].name
        return role.removeprefix("ROLE_").lower()

    def code_name(self, number):
        return self.pool.FindEnumTypeByName("jiedui.Code").values_by_number[number].name


class Answered:
    """An Answer, its body unpacked; `bytes` is the body as it came."""

    def __init__(self, contract, method, answer):
        self.id = answer.id
        self.status = answer.status
        self.code = contract.code_name(answer.status.code)
        self.bytes = answer.body
        self.reply = method.output.FromString(answer.body) if answer.HasField("body") else None

    @property
    def values(self):
        return {v.name: v.value for v in self.status.values}

    def __str__(self):
        return f"{self.code} {self.status}".replace("\n", " ")


class Wire:
    """One connection."""

    def __init__(self, contract, port, ca, timeout=30, machine="device",
                 protocol="jiedui/1"):
        self.contract = contract
        beside = Path(ca).parent
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.context.load_verify_locations(ca)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_3
        self.context.set_alpn_protocols([protocol])
        if machine is not None:
            self.context.load_cert_chain(beside / f"{machine}.pem", beside / f"{machine}.key")
        plain = socket.create_connection(("127.0.0.1", port), timeout)
        try:
            self.socket = self.context.wrap_socket(plain, server_hostname="localhost")
        except BaseException:
            plain.close()
            raise
        self.session = None
        self.n_calls = 0
        self.input = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send_bytes(self, data):
        self.socket.sendall(data)

    def pack(self, method, fields, **envelope):
        """The frame of a call; `fields` in protobuf's JSON words."""
        known = self.contract.methods.get(method)
        body = b""
        if known is not None:
            body = json_format.ParseDict(fields, known.input()).SerializeToString()
        self.n_calls += 1
        call = self.contract.message("jiedui.Call")(id=self.n_calls, method=method, body=body)
        if self.session is not None:
            call.session = self.session
        if known is not None and known.rules.idempotent:
            call.request_id = uuid.uuid4().bytes
        for name, value in envelope.items():
            if value is not None:
                setattr(call, name, value)
        data = call.SerializeToString()
        return struct.pack(">I", len(data)) + data

    def receive(self):
        """The next Answer, not yet unpacked."""
        size = struct.unpack(">I", self.take(4))[0]
        return self.contract.message("jiedui.Answer").FromString(self.take(size))

    def take(self, size):
        while len(self.input) < size:
            try:
                more = self.socket.recv(65536)
            except ssl.SSLError as fault:
                raise Closed(str(fault)) from fault
            except ConnectionError as fault:
                raise Closed(str(fault)) from fault
            if not more:
                raise Closed("end of stream")
            self.input += more
        taken, self.input = self.input[:size], self.input[size:]
        return taken

    def call(self, method, envelope=None, **fields):
        """One call and its answer; `envelope` holds fields of Call."""
        try:
            self.send_bytes(self.pack(method, fields, **(envelope or {})))
        except (ssl.SSLError, OSError) as fault:
            raise Closed(str(fault)) from fault
        known = self.contract.methods.get(method, self.contract.methods["SystemService.Ping"])
        return Answered(self.contract, known, self.receive())

    def login(self, account, password):
        self.session = None
        answer = self.call("SessionService.Login", account=account, password=password)
        if answer.code != "OK":
            raise AssertionError(f"{account} cannot log in: {answer}")
        self.resume(answer.reply.session)
        return answer.reply

    def resume(self, session):
        """Goes on in a session of another connection."""
        self.session = session
        self.call("SessionService.ShowSession")  # from now on frames may be large
