"""Serves the built course on this machine: ``make serve``. Sends compressed what has been compressed."""

from __future__ import annotations

import argparse
import functools
import sys
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

__all__ = ["Handler", "main", "server"]

_ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the better one first


class Handler(SimpleHTTPRequestHandler):
    """Files of a folder; `name.br` or `name.gz` in place of `name` for a browser that takes it."""

    protocol_version = "HTTP/1.1"  # one connection for many files
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {  # as the base class has it
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".ipynb": "application/json",
    }

    def send_head(self):  # type: ignore[no-untyped-def]  # the base class types it as a file or None
        """Answer with the compressed copy, if there is one that the browser takes."""
        self._encoding = ""
        self._plain = self.translate_path(self.path)
        accepted = {one.split(";")[0].strip() for one in self.headers.get("Accept-Encoding", "").split(",")}
        for encoding, suffix in _ENCODINGS.items():
            if encoding in accepted and Path(self._plain + suffix).is_file():
                self._encoding = encoding
                break
        return super().send_head()

    def translate_path(self, path: str) -> str:
        """Return the file to send."""
        return super().translate_path(path) + _ENCODINGS.get(getattr(self, "_encoding", ""), "")

    def guess_type(self, path: str) -> str:  # type: ignore[override]  # typeshed allows any path
        """Return the type of the content, compressed or not."""
        return super().guess_type(self._plain if self._encoding else path)

    def end_headers(self) -> None:
        """Say how the content is compressed, and that the browser asks whether its copy is still good."""
        if getattr(self, "_encoding", ""):
            self.send_header("Content-Encoding", self._encoding)
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer an address that leads nowhere with the site's own page, as the public server does."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self._encoding = ""
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for the address."""


def server(folder: Path, port: int = 0, handler: type[Handler] = Handler) -> ThreadingHTTPServer:
    """Make a server of `folder` on 127.0.0.1; port 0 takes a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), functools.partial(handler, directory=str(folder)))


def main(argv: list[str] | None = None) -> int:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="make serve", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    options = parser.parse_args(argv)
    try:
        serving = server(options.folder, options.port)
    except OSError as error:
        print(
            f"Port {options.port} cannot be used ({error.strerror}). Name another: make serve PORT=8001",
            file=sys.stderr,
        )
        return 1
    print(f"The course is at http://127.0.0.1:{options.port}/  (Ctrl-C stops it)", flush=True)
    try:
        serving.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
