"""A JupyterLab for tests: on 127.0.0.1, with a token and folders of its own, gone at the end."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["JupyterLab"]

START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 30


@dataclass(frozen=True)
class JupyterLab:
    """A running server; `address` opens a file of its root folder in the browser."""

    url: str
    token: str

    def address(self, path: str) -> str:
        """The address that opens `path`, relative to the root folder, as Binder's links do."""
        return f"{self.url}lab/tree/{path}?token={self.token}"

    @classmethod
    @contextlib.contextmanager
    def started(cls, program: Path, folder: Path, variables: dict[str, str]) -> Iterator[JupyterLab]:
        """Start `program` in `folder` with `variables` as its whole environment; stop it at the end."""
        token = secrets.token_hex(16)
        runtime = Path(variables["HOME"]) / "runtime"
        command = [
            program,
            "--no-browser",
            "--allow-root",
            "--ServerApp.ip=127.0.0.1",
            "--ServerApp.port=0",
            f"--ServerApp.root_dir={folder}",
            f"--IdentityProvider.token={token}",
            "--LabApp.expose_app_in_browser=True",
        ]
        log = Path(variables["HOME"]) / "lab.log"
        with log.open("w", encoding="utf-8") as output:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env={**variables, "JUPYTER_RUNTIME_DIR": str(runtime)},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                yield cls(_address(process, runtime, log), token)
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(timeout=STOP_TIMEOUT_S)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()


def _address(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Wait for the file in which the server writes where it listens."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        assert process.poll() is None, f"JupyterLab stopped:\n{log.read_text(encoding='utf-8')}"
        for path in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(json.JSONDecodeError):
                return str(json.loads(path.read_text(encoding="utf-8"))["url"])
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")
