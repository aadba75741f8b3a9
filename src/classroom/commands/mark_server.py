"""Serves the page to mark on, to this machine alone: on 127.0.0.1, under a path that nobody can guess."""

from __future__ import annotations

import json
import math
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from classroom.commands import intake_texts as texts
from classroom.gradebook.hand_marks import HandMarked
from classroom.records import CourseError

__all__ = ["MarkServer", "Marking"]

_BODY_BYTES = 100_000
_COMMENT_CHARACTERS = 10_000
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Marking:
    """What the page needs of the course."""

    page: Callable[[str], str]  # by the nonce of its script
    answers_json: Callable[[], str]
    answer_html: Callable[[HandMarked], str]
    save: Callable[[HandMarked, float, str], None]
    answers: Mapping[str, HandMarked]  # by key


class MarkServer(ThreadingHTTPServer):
    """The server; `address` is the page's, with its secret."""

    daemon_threads = True

    def __init__(self, marking: Marking, port: int = 0) -> None:
        self.marking = marking
        self.secret = secrets.token_urlsafe(24)
        self.lock = threading.Lock()  # the gradebook's session is for one at a time
        super().__init__(("127.0.0.1", port), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}/{self.secret}/"


class _Handler(BaseHTTPRequestHandler):
    server: MarkServer

    def do_GET(self) -> None:  # the library's name
        path = self._path()
        marking = self.server.marking
        if path == "":
            nonce = secrets.token_urlsafe(16)
            self._send(200, marking.page(nonce), "text/html", nonce)
        elif path == "answers.json":
            with self.server.lock:
                self._send(200, marking.answers_json(), "application/json")
        elif path is not None and (answer := self._answer(path)) is not None:
            self._send(200, marking.answer_html(answer), "text/html")
        else:
            self._send(404, texts.NOT_HERE)

    def do_POST(self) -> None:  # the library's name
        path = self._path()
        # A page of another site cannot send JSON here, nor know the path.
        if path is None or self.headers.get_content_type() != "application/json":
            self._send(404, texts.NOT_HERE)
            return
        if path == "done":
            self._send(200, "{}", "application/json")
            threading.Thread(target=self.server.shutdown).start()
            return
        answer, content = self._answer(path), self._content()
        if answer is None:
            self._send(404, texts.NOT_HERE)
            return
        points, comment = _points(content.get("points"), answer.max_score), content.get("comment")
        if points is None or not isinstance(comment, str):
            self._send(400, texts.BAD_POINTS.format(most=answer.max_score))
            return
        try:
            with self.server.lock:
                self.server.marking.save(answer, points, comment.strip()[:_COMMENT_CHARACTERS])
        except CourseError as error:
            self._send(500, str(error))
            return
        self._send(200, "{}", "application/json")

    def _path(self) -> str | None:
        """The path below the secret one; None for whoever does not know it, or comes by another name."""
        host = f"127.0.0.1:{self.server.server_port}"
        begin = f"/{self.server.secret}/"
        known = secrets.compare_digest(self.path[: len(begin)].encode(), begin.encode())
        return self.path[len(begin) :] if known and self.headers.get("Host") == host else None

    def _answer(self, path: str) -> HandMarked | None:
        return self.server.marking.answers.get(path.removeprefix("answer/"))

    def _content(self) -> dict[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _BODY_BYTES:
            return {}
        try:
            content = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}

    def _send(self, status: int, content: str, kind: str = "text/plain", nonce: str = "") -> None:
        raw = content.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Content-Security-Policy", _POLICY.format(nonce=nonce))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal shows the address, and how to stop."""


def _points(given: object, most: float) -> float | None:
    """Points as they were sent; None when they are none."""
    if not isinstance(given, int | float) or isinstance(given, bool) or not math.isfinite(given):
        return None
    return float(given) if 0 <= given <= most else None
