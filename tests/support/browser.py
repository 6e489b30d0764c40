"""A headless Chromium for a test, driven through chromedriver's WebDriver protocol over loopback.

    with Browser(folder) as browser:
        browser.open(page)
        browser.script("return document.title")
"""

import base64
import json
import os
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from district import Failure, free_port, wait_until

ARGUMENTS = ("--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
             "--disable-background-networking --disable-component-update --disable-sync "
             "--hide-scrollbars").split()
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "Shift": "\ue008"}


class Browser:
    """One window. `folder` is where its profile and its driver's log go."""

    def __init__(self, folder, width=1400, height=1000):
        self.folder = Path(folder)
        self.port = free_port()
        log = open(self.folder / "chromedriver.log", "wb")
        self.driver = subprocess.Popen(
            [shutil.which("chromedriver"), f"--port={self.port}"], stdout=log, stderr=log,
            stdin=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "HOME": str(self.folder)})
        log.close()
        self.session = ""
        wait_until(self.is_ready, 20, "chromedriver")
        options = {"args": [*ARGUMENTS, f"--window-size={width},{height}",
                            f"--user-data-dir={self.folder}/chromium"]}
        made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
        self.session = f"/session/{made['sessionId']}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def is_ready(self):
        try:
            return self.call("GET", "/status")["ready"]
        except OSError:
            return False

    def call(self, verb, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=verb,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as fault:
            raise Failure(f"{verb} {path}: {fault.read().decode()}") from fault

    def ask(self, path, body=None):
        """A command of the session."""
        return self.call("POST", self.session + path, {} if body is None else body)

    def open(self, path):
        self.ask("/url", {"url": Path(path).as_uri()})

    def script(self, text, *arguments):
        return self.ask("/execute/sync", {"script": text, "args": list(arguments)})

    def press(self, *names):
        """Keys one after another; the first ones named Shift are held."""
        actions = [{"type": kind, "value": KEYS.get(name, name)}
                   for name in names for kind in ("keyDown", "keyUp")]
        self.ask("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def command(self, name, **parameters):
        """One of the browser's own protocol."""
        return self.ask("/goog/cdp/execute", {"cmd": name, "params": parameters})

    def resize(self, width, height=1000):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height,
                     deviceScaleFactor=1, mobile=False)

    def prefer(self, scheme):
        """What the system's settings say of colours: light or dark."""
        self.command("Emulation.setEmulatedMedia",
                     features=[{"name": "prefers-color-scheme", "value": scheme}])

    def complaints(self):
        """What the console got since it was last asked."""
        return [entry["message"] for entry in self.ask("/se/log", {"type": "browser"})]

    def requests(self):
        """The addresses that pages asked for since it was last asked."""
        events = (json.loads(entry["message"])["message"]
                  for entry in self.ask("/se/log", {"type": "performance"}))
        return [event["params"]["request"]["url"] for event in events
                if event["method"] == "Network.requestWillBeSent"]

    def print(self, path):
        Path(path).write_bytes(base64.b64decode(self.ask("/print", {"background": True})))

    def close(self):
        try:
            if self.session:
                self.call("DELETE", self.session)
        finally:
            os.kill(self.driver.pid, signal.SIGTERM)
            self.driver.wait(20)
