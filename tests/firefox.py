"""A headless Firefox that can reach nothing but this machine, spoken to in its own remote protocol (Marionette)."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from materials import Material

NAMES = ("firefox-esr", "firefox")
PROGRAM = next(filter(None, map(shutil.which, NAMES)), None)
FIREFOX = Material("Firefox", PROGRAM is not None, "apt-get install firefox-esr")
PATIENCE = 120.0  # seconds before a test gives up on a browser that hangs; no answer is judged by it
SETTINGS = {
    "marionette.port": 0,  # any that is free
    "browser.dom.window.dump.enabled": True,  # errors of scripts come out on the console
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    # what the browser asks for by itself goes to a port where nobody listens
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "toolkit.telemetry.enabled": False,
}


class Firefox:
    """A running Firefox with one window; `close` ends it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        profile = folder / "profile"
        profile.mkdir(parents=True)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in SETTINGS.items()]
        (profile / "user.js").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.log = folder / "console.txt"
        command = [str(PROGRAM), "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
        environment = {**os.environ, "HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"}
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)
        self._asked = 0
        self._line = socket.create_connection(("127.0.0.1", self._port(profile)), timeout=PATIENCE)
        self._received()  # it says what it is
        self("WebDriver:NewSession", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}})

    def __call__(self, name: str, /, **parameters: Any) -> Any:
        """Give the command *name* and return its value; what the browser refuses is an error of the test."""
        self._asked += 1
        message = json.dumps([0, self._asked, name, parameters]).encode()
        self._line.sendall(b"%d:%s" % (len(message), message))
        _, _, error, value = self._received()
        assert error is None, f"{name}: {error}"
        return value["value"] if isinstance(value, dict) and set(value) == {"value"} else value

    def open(self, address: str) -> None:
        """Load *address* afresh."""
        self("WebDriver:Navigate", url="about:blank")
        self("WebDriver:Navigate", url=address)

    def run(self, script: str, *values: Any) -> Any:
        """Return what the body of a function *script* returns in the page; ``arguments`` are *values*."""
        return self("WebDriver:ExecuteScript", script=script, args=list(values))

    def later(self, script: str, *values: Any) -> Any:
        """The same for a script that calls its last argument when it is done."""
        return self(
            "WebDriver:ExecuteAsyncScript", script=script, args=list(values), scriptTimeout=int(PATIENCE * 1000)
        )

    def complaints(self) -> list[str]:
        """Return the errors of scripts of pages."""
        said = self.log.read_text("utf-8", errors="replace").splitlines()
        return [line for line in said if "JavaScript error: file:" in line or "JavaScript error: http" in line]

    def close(self) -> None:
        """End the browser, gently where it listens."""
        self._line.close()
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _port(self, profile: Path) -> int:
        """Return the port on which the browser listens, once it says so."""
        last = time.monotonic() + PATIENCE
        while time.monotonic() < last and self.process.poll() is None:
            found = profile / "MarionetteActivePort"
            if found.exists() and (text := found.read_text("ascii").strip()):
                return int(text)
            time.sleep(0.1)
        self.process.kill()
        said = self.log.read_text("utf-8", errors="replace")
        message = f"Firefox did not start: {said[-2000:]}"
        raise AssertionError(message)

    def _received(self) -> Any:
        digits = b""
        while (letter := self._line.recv(1)) != b":":
            assert letter, "Firefox closed the line"
            digits += letter
        body = b""
        while len(body) < int(digits):
            part = self._line.recv(int(digits) - len(body))
            assert part, "Firefox closed the line"
            body += part
        return json.loads(body)
