"""`make serve`: the compressed copy for a browser that takes it, the plain one for others."""

from __future__ import annotations

import gzip
import socket
import threading
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest

from digital_factory.authoring import serve

PLAIN = b"let x = 1;" * 50


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A served folder with a script and its two compressed copies."""
    (tmp_path / "a.mjs").write_bytes(PLAIN)
    (tmp_path / "a.mjs.gz").write_bytes(gzip.compress(PLAIN))
    (tmp_path / "a.mjs.br").write_bytes(b"as brotli")
    serving = serve.server(tmp_path)
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    thread.join()
    serving.server_close()


def ask(url: str, accepted: str) -> tuple[HTTPResponse, bytes]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": accepted})
    with urllib.request.urlopen(request) as answer:
        return answer, answer.read()


@pytest.mark.parametrize(
    ("accepted", "encoding", "content"),
    [
        ("gzip, deflate, br", "br", b"as brotli"),
        ("gzip;q=1", "gzip", gzip.compress(PLAIN)),
        ("identity", None, PLAIN),
    ],
    # Named: a compressed copy holds the second in which it was made, and no two processes
    # of a run would collect the same test.
    ids=["brotli", "gzip", "plain"],
)
def test_serve_sends_the_copy_that_the_browser_takes(
    address: str, accepted: str, encoding: str | None, content: bytes
) -> None:
    answer, body = ask(f"{address}/a.mjs?v=1", accepted)

    assert answer.headers["Content-Encoding"] == encoding
    assert answer.headers["Content-Type"] == "text/javascript"
    assert int(answer.headers["Content-Length"]) == len(body)
    assert gzip.decompress(body) == PLAIN if encoding == "gzip" else body == content


def test_serve_on_a_port_in_use_names_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert serve.main([str(tmp_path), str(taken.getsockname()[1])]) == 1

    assert "make serve PORT=" in capsys.readouterr().err
