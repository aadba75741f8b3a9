"""A Firefox driven by WebDriver BiDi, which it speaks without a driver program: pages, scripts and keys."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websocket

__all__ = ["Firefox", "find", "started"]

_NAMES = ("firefox-esr", "firefox")
_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_START_S = 120
_ANSWER_S = 120
_QUIET = """\
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
"""
_KEYS = {"Shift": "\ue008", "Enter": "\ue007", "Escape": "\ue00c"}


def find() -> Path | None:
    """Return the Firefox on PATH, if there is one."""
    return next((Path(found) for name in _NAMES if (found := shutil.which(name))), None)


@dataclass
class Firefox:
    """One page of a running Firefox."""

    socket: websocket.WebSocket
    context: str = ""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                assert answer["type"] == "success", f"{method}: {answer.get('message')}"
                result: dict[str, Any] = answer["result"]
                return result

    def open(self, address: str) -> None:
        """Open a page and wait until it has loaded."""
        self.ask("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def evaluate(self, script: str) -> Any:
        """Return what a script gives that returns text, a number, True or False."""
        found = self.ask(
            "script.evaluate", expression=script, target={"context": self.context}, awaitPromise=True
        )
        assert found["type"] == "success", found["exceptionDetails"]["text"]
        return found["result"].get("value")

    def wait_for(self, script: str, seconds: float) -> None:
        """Wait until a script gives True."""
        end = time.monotonic() + seconds
        while not self.evaluate(script):
            assert time.monotonic() < end, f"not so after {seconds} s: {script}"
            time.sleep(0.2)

    def press(self, *keys: str) -> None:
        """Press keys together."""
        values = [_KEYS[key] for key in keys]
        actions = [{"type": "keyDown", "value": value} for value in values]
        actions += [{"type": "keyUp", "value": value} for value in reversed(values)]
        self.ask(
            "input.performActions",
            context=self.context,
            actions=[{"type": "key", "id": "keyboard", "actions": actions}],
        )


@contextlib.contextmanager
def started(program: Path) -> Iterator[Firefox]:
    """Start Firefox with a profile of its own and yield its page; Firefox ends with the block."""
    with tempfile.TemporaryDirectory() as profile:
        Path(profile, "user.js").write_text(_QUIET, encoding="utf-8")
        said = Path(profile, "said.txt")
        command = [str(program), "--headless", "--no-remote", "--profile", profile]
        with said.open("w") as out:
            process = subprocess.Popen(
                [*command, "--remote-debugging-port", "0"],
                stdout=out,
                stderr=out,
                env={"HOME": profile, "PATH": "/usr/bin:/bin"},
            )
        try:
            socket = websocket.create_connection(
                f"{_address(said)}/session", timeout=_ANSWER_S, suppress_origin=True
            )
            firefox = Firefox(socket)
            firefox.ask("session.new", capabilities={})
            firefox.context = firefox.ask("browsingContext.getTree")["contexts"][0]["context"]
            yield firefox
            socket.close()
        finally:
            process.terminate()
            process.wait()


def _address(said: Path) -> str:
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        if found := _LISTENING.search(said.read_text("utf-8")):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"Firefox does not listen after {_START_S} s: {said.read_text('utf-8')}")
