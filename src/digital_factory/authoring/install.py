"""Installs a list of packages into the environment that runs it and says how far it is: `make course`.

Run by its path, before anything is installed; imports the standard library only.
"""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["main", "progress"]

_PIP = (sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off")
_FOUND = ("Collecting ", "Requirement already satisfied: ")
_LAST_LINES = 15  # of pip, shown when it fails


def progress(said: Iterable[str], total: int) -> Iterator[str]:
    """Yield what to tell the user for what pip says, line by line.

    Parameters
    ----------
    said
        Lines of pip.
    total
        Packages in the list, those for other systems included.
    """
    found = 0
    for line in said:
        if line.startswith(_FOUND):
            found += 1
            package = line.split(": ")[-1].removeprefix("Collecting ").split("==")[0].split()[0]
            yield f"{found} of {total} packages: {package}"
        elif line.startswith("Installing collected packages: "):
            yield "Putting the packages in place: a minute without news"


def main(argv: list[str] | None = None) -> int:
    """Install the packages of the file named; return pip's exit code."""
    requirements = Path((sys.argv[1:] if argv is None else argv)[0])
    listed = requirements.read_text(encoding="utf-8").splitlines()
    total = sum(1 for line in listed if line.strip() and not line.lstrip().startswith("#"))
    kept: deque[str] = deque(maxlen=_LAST_LINES)
    with subprocess.Popen(
        [*_PIP, "-r", str(requirements)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        assert pip.stdout is not None  # PIPE was asked for
        try:
            _tell(progress(_kept(pip.stdout, kept), total))
        except KeyboardInterrupt:
            pip.terminate()
            print("\nInterrupted. The same command goes on.", file=sys.stderr)
            return 130
    if pip.returncode:
        print("".join(kept), file=sys.stderr)
        print(
            f"{requirements} could not be installed; pip says why above. Packages come from PyPI: check the "
            "network, then run the same command again.",
            file=sys.stderr,
        )
    return pip.returncode


def _kept(lines: Iterable[str], place: deque[str]) -> Iterator[str]:
    """Yield the lines, and keep the last of them."""
    for line in lines:
        place.append(line)
        yield line


def _tell(messages: Iterable[str]) -> None:
    """Keep one line up to date on a terminal; elsewhere print every fiftieth message and the last."""
    terminal = sys.stdout.isatty()
    message = ""
    for number, message in enumerate(messages, 1):
        if terminal:
            print(f"\r\x1b[K      {message}", end="", flush=True)
        elif number % 50 == 0:
            print(f"      {message}", flush=True)
    if terminal:
        print("\r\x1b[K", end="", flush=True)
    elif message:
        print(f"      {message}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
