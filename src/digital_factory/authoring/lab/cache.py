"""Brings the pieces: from the user's cache, else from their sources in order; a wrong hash is refused."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from digital_factory.authoring.lab import LabError
from digital_factory.authoring.lab.environment import Environment
from digital_factory.authoring.lab.pieces import Piece, Source, sha256
from digital_factory.authoring.lab.sources import ask

__all__ = ["bring", "cache_folder", "keep"]

_ASK_AGAIN = "Check the network and run `make lab` again; lab/pieces.toml lists the sources."


def cache_folder() -> Path:
    """Folder of this user that keeps what was downloaded: in XDG_CACHE_HOME, else in ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "digital-factory-lab"


def bring(
    pieces: Sequence[Piece], cache: Path, environment: Environment, tell: Callable[[str], None]
) -> dict[Piece, Path]:
    """Return where each piece is, every hash checked.

    Parameters
    ----------
    pieces
        What the lab needs.
    cache
        Where it is kept, each file under its hash.
    environment
        The lab's environment, whose pip and npm ask the registries.
    tell
        Called with one line for what a source gave or refused.

    Raises
    ------
    LabError
        If a piece cannot be had; the message names it and what each of its sources said.
    """
    cache.mkdir(parents=True, exist_ok=True)
    have = {piece: cache / piece.sha256 / piece.file for piece in pieces}
    missing = [piece for piece in pieces if not _is_right(have[piece], piece)]
    reasons: dict[Piece, list[str]] = {piece: [] for piece in missing}
    if missing and len(missing) < len(pieces):
        tell(f"{len(pieces) - len(missing)} of {len(pieces)} pieces are in {cache}")
    for rank in range(max((len(piece.sources) for piece in missing), default=0)):
        for source, asked in _by_source(missing, rank).items():
            with tempfile.TemporaryDirectory(dir=cache) as temporary:
                got, why = ask(source, asked, Path(temporary), environment)
                for piece in asked:
                    reasons[piece].append(_take(piece, got.get(piece), have[piece], why, source.name))
            kept = sum(have[piece].is_file() for piece in asked)
            if kept:
                tell(f"{kept} of {len(asked)} pieces from {source.name}")
        missing = [piece for piece in missing if not have[piece].is_file()]
    if missing:
        first = missing[0]
        said = "; ".join(reasons[first])
        others = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise LabError(f"{first.file}{others} could not be had: {said}. {_ASK_AGAIN}")
    return have


def _is_right(path: Path, piece: Piece) -> bool:
    """Whether the cache holds the piece; a file that has changed there is thrown away."""
    if path.is_file() and sha256(path) != piece.sha256:
        path.unlink()
    return path.is_file()


def _by_source(missing: Sequence[Piece], rank: int) -> dict[Source, list[Piece]]:
    """Group the pieces by their source of that rank; those that have none of it are left out."""
    groups: dict[Source, list[Piece]] = {}
    for piece in missing:
        if rank < len(piece.sources):
            groups.setdefault(piece.sources[rank], []).append(piece)
    return groups


def _take(piece: Piece, came: Path | None, place: Path, why: str, source: str) -> str:
    """Move a file that came to its place, if its hash is right; else return why not."""
    if came is None:
        return f"{source}: {why}"
    digest = sha256(came)
    if digest != piece.sha256:
        return f"{source}: its SHA-256 is {digest[:12]}..., expected {piece.sha256[:12]}...: refused"
    place.parent.mkdir(exist_ok=True)
    shutil.move(came, place)
    return ""


def keep(made: Path, place: Path) -> None:
    """Give a folder in the cache its name; if another build has been quicker, what that one made stays."""
    with suppress(OSError):
        made.rename(place)
    if not place.is_dir():
        raise LabError(
            f"{place} cannot be written. Free the user's cache, or name another: XDG_CACHE_HOME=..."
        )
