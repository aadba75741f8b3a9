"""A real nginx for tests: on 127.0.0.1, with the settings that a page of the book gives, gone at the end."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from debian import nginx

__all__ = ["serving", "settings_of"]

_START_TIMEOUT_S = 30
_STOP_TIMEOUT_S = 30
_BLOCK = re.compile(r"^```nginx\n(.*?)^```", re.DOTALL | re.MULTILINE)
_FRAME = """\
{user}
daemon off;
pid {place}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    {maps}
    server {{
        listen 127.0.0.1:{port};
        {locations}
    }}
}}
"""


def settings_of(page: Path) -> tuple[str, str]:
    """Return the two blocks of settings that a page gives: inside a server, and beside it."""
    locations, maps = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return locations, maps


@contextlib.contextmanager
def serving(locations: str, maps: str, place: Path) -> Iterator[str]:
    """Run nginx with these settings and its own files in `place`; yield its address."""
    program = nginx()
    if program is None:
        pytest.fail("There is no nginx. Install it: python tests/support/install_programs.py")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    user = "user root;" if os.geteuid() == 0 else ""  # else the workers may not read what root alone may
    text = _FRAME.format(user=user, place=place, maps=maps, port=port, locations=locations)
    (place / "nginx.conf").write_text(text, encoding="utf-8")
    log = place / "nginx.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [program, "-p", place, "-c", place / "nginx.conf"], stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_STOP_TIMEOUT_S)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        assert process.poll() is None, f"nginx stopped:\n{log.read_text(encoding='utf-8')}"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nginx did not start:\n{log.read_text(encoding='utf-8')}")
