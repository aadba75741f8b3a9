"""A page that tolerates no error and no request to another place, and a server for a folder."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Request

__all__ = ["Quiet", "guarded_page", "served"]

_HERE = ("file:", "data:", "blob:", "http://127.0.0.1:")


@contextlib.contextmanager
def guarded_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """Yield a page of a fresh context made with `options`; then fail on any error or outside request."""
    faults: list[str] = []
    context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, **options})
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        page.on(
            "console",
            lambda said: (
                faults.append(f"console {said.type}: {said.text} {said.location.get('url', '')}")
                if said.type in ("error", "warning")
                else None
            ),
        )
        page.on("requestfailed", lambda request: _note(request, faults))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(_HERE) else faults.append(f"outside: {request.url}")
            ),
        )
        yield page
    finally:
        context.close()
    assert faults == [], "\n".join(faults)


def _note(request: Request, faults: list[str]) -> None:
    # Not faults: what the browser itself lets go when it leaves a page, or may not run when scripts are off.
    if request.failure not in ("net::ERR_ABORTED", "csp"):
        faults.append(f"failed: {request.url} {request.failure}")


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Say nothing: pytest's output is for failures."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve `folder` on this machine and yield its address; the server ends with the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
