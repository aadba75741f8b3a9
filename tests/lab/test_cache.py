"""The pieces of the lab: taken from the first source with the right bytes, kept, named when wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from guarded import served

from digital_factory.authoring.lab import LabError
from digital_factory.authoring.lab.cache import bring
from digital_factory.authoring.lab.environment import Environment
from digital_factory.authoring.lab.pieces import Piece, Source, read_pieces

ROOT = Path(__file__).parents[2]
RIGHT, WRONG = b"the right bytes", b"other bytes"
NOWHERE = Source("nowhere", "url", address="http://127.0.0.1:9/{file}")


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[dict[str, Source]]:
    """Two sources that answer: one with wrong bytes, one with the right ones."""
    for name, content in (("bad", WRONG), ("good", RIGHT)):
        (tmp_path / "web" / name).mkdir(parents=True)
        (tmp_path / "web" / name / "core.wasm").write_bytes(content)
    with served(tmp_path / "web") as address:
        yield {
            "nowhere": NOWHERE,
            **{name: Source(name, "url", f"{address}/{name}/{{file}}") for name in ("bad", "good")},
        }


def piece(*sources: Source) -> Piece:
    return Piece("core", "core.wasm", hashlib.sha256(RIGHT).hexdigest(), sources)


def brought(tmp_path: Path, *pieces: Piece) -> tuple[dict[Piece, Path], list[str]]:
    said: list[str] = []
    return bring(pieces, tmp_path / "cache", Environment(tmp_path / "none"), said.append), said


def test_bring_takes_the_first_source_with_the_right_bytes(
    tmp_path: Path, sources: dict[str, Source]
) -> None:
    wanted = piece(sources["nowhere"], sources["bad"], sources["good"])

    files, said = brought(tmp_path, wanted)

    assert files[wanted].read_bytes() == RIGHT
    assert said == ["1 of 1 pieces from good"]


def test_bring_with_wrong_bytes_only_refuses_and_names_them(
    tmp_path: Path, sources: dict[str, Source]
) -> None:
    with pytest.raises(LabError) as raised:
        brought(tmp_path, piece(sources["nowhere"], sources["bad"]))

    said = str(raised.value)
    assert "core.wasm" in said
    assert f"bad: its SHA-256 is {hashlib.sha256(WRONG).hexdigest()[:12]}" in said
    assert "refused" in said
    assert "nowhere: 127.0.0.1:9 does not answer" in said
    assert "make lab" in said
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_bring_what_is_in_the_cache_asks_nobody(tmp_path: Path, sources: dict[str, Source]) -> None:
    brought(tmp_path, piece(sources["good"]))

    files, said = brought(tmp_path, piece(NOWHERE))

    assert [path.read_bytes() for path in files.values()] == [RIGHT]
    assert said == []


def test_bring_what_has_changed_in_the_cache_fetches_it_again(
    tmp_path: Path, sources: dict[str, Source]
) -> None:
    files, _ = brought(tmp_path, piece(sources["good"]))
    next(iter(files.values())).write_bytes(WRONG)

    files, _ = brought(tmp_path, piece(sources["good"]))

    assert [path.read_bytes() for path in files.values()] == [RIGHT]


def test_pieces_of_the_course_have_a_hash_and_a_source_each() -> None:
    pieces = read_pieces(ROOT / "lab" / "pieces.toml")

    assert {"pyodide", "numpy", "pandas", "matplotlib"} <= {one.name for one in pieces}
    assert all(len(one.sha256) == 64 and one.sources for one in pieces)
    assert len({one.file for one in pieces}) == len(pieces)


@pytest.mark.parametrize("text", ["no toml [", "[sources]\n[[piece]]\nname = 'a'\n"])
def test_read_pieces_of_another_form_says_what_is_needed(tmp_path: Path, text: str) -> None:
    (tmp_path / "pieces.toml").write_text(text, encoding="utf-8")

    with pytest.raises(LabError, match="needs name, file, sha256, sources"):
        read_pieces(tmp_path / "pieces.toml")
