"""The address of the public repository: from the remote ``origin``, else from ``REPO=owner/name``.

It is written nowhere else. With neither there is no public repository, and no page speaks of Binder. Run as a
command, it leaves the address in a file that changes only when the address does: `make` then builds the book
again.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

__all__ = ["AddressError", "given_repository", "main", "pages_address", "parse", "public_repository"]

VARIABLE = "REPO"
_HOSTED = re.compile(
    r"(?:(?:https?|ssh|git)://)?(?:[^@/\s]+@)?(?:www\.|ssh\.|altssh\.)?(?P<host>github\.com|gitlab\.com)"
    r"(?::\d+(?=/))?[:/]+(?P<name>[\w.-]+(?:/[\w.-]+)+)"
)
_OWNER_AND_NAME = re.compile(r"[\w-][\w.-]*/[\w.-]+")


class AddressError(ValueError):
    """REPO names no repository; the message says what was expected."""


def parse(remote: str) -> str:
    """Return the page of a repository on GitHub or GitLab, whatever form its address has; "" for any other.

    Examples
    --------
    >>> parse("git@github.com:jane/course.git")
    'https://github.com/jane/course'
    >>> parse("/srv/git/course.git")
    ''
    """
    match = _HOSTED.fullmatch(remote.strip().rstrip("/").removesuffix(".git"))
    if match is None or (match["host"] == "github.com" and match["name"].count("/") != 1):
        return ""
    return f"https://{match['host']}/{match['name']}"


def public_repository(root: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Return the page of the public repository of the course in `root`, or "" where none is known.

    Parameters
    ----------
    root
        Folder of the course; its remote ``origin`` counts if it is on GitHub or GitLab.
    environment
        ``REPO`` counts where ``origin`` does not: ``owner/name`` on GitHub, or a whole address.

    Raises
    ------
    AddressError
        If ``REPO`` is asked and names no repository.
    """
    return parse(_origin(root)) or given_repository(environment)


def pages_address(repository: str) -> str:
    """Return where GitHub or GitLab publishes the pages of a public repository; "" without one.

    A site that is published elsewhere says so as ``html: baseurl:`` in `_config.yml`.

    Examples
    --------
    >>> pages_address("https://github.com/jane/course")
    'https://jane.github.io/course/'
    >>> pages_address("https://github.com/Jane/jane.github.io")
    'https://jane.github.io/'
    """
    host, _, name = repository.removeprefix("https://").partition("/")
    owner, _, project = name.partition("/")
    if not project:
        return ""
    site = f"{owner}.{host.partition('.')[0]}.io".lower()
    return f"https://{site}/" if project.lower() == site else f"https://{site}/{project}/"


def given_repository(environment: Mapping[str, str] = os.environ) -> str:
    """Return the page of the repository that ``REPO`` names, "" without it.

    Raises
    ------
    AddressError
        If it names no repository.
    """
    given = environment.get(VARIABLE, "").strip()
    if not given:
        return ""
    if _OWNER_AND_NAME.fullmatch(given):
        return f"https://github.com/{given.removesuffix('.git')}"
    if address := parse(given):
        return address
    raise AddressError(
        f"{VARIABLE}={given} names no repository. Expected: owner/name on GitHub, for example "
        f"{VARIABLE}=jane/digital-factories, or an address such as https://gitlab.com/jane/digital-factories."
    )


def _origin(root: Path) -> str:
    """Return what git calls ``origin``; "" where `root` is not itself a repository, or has no such remote."""
    if not (root / ".git").exists():
        return ""
    try:
        asked = subprocess.run(
            ["git", "remote", "get-url", "origin"], cwd=root, capture_output=True, text=True, check=False
        )
    except OSError:  # no git
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


def main(argv: list[str] | None = None) -> int:
    """Write the address of the course in the working folder to a file, unless it says so already."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    file: Path = parser.parse_args(argv).file
    try:
        address = public_repository(Path.cwd())
    except AddressError as error:
        print(error, file=sys.stderr)
        return 1
    if not file.is_file() or file.read_text(encoding="utf-8") != address:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(address, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
