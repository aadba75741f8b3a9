"""Installs packages into the environment that runs it; takes the arguments of `pip install`: `make course`.

uv does it in a fraction of pip's time. Where there is no uv, or it fails, for instance behind a mirror that
only pip has been told of, pip does it. Run by its path, before anything is installed; imports the standard
library only.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main"]

UV = Path(sys.executable).with_name("uv")
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
# How uv begins the lines that say of one package after another what has been said of all or will be.
_REPEATS = (" + ", " - ", " ~ ", " Downloaded ")


def main(argv: Sequence[str] | None = None) -> int:
    """Install what the arguments say; return 0, or the exit code of pip."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        if UV.exists() and _run_uv(arguments) == 0:
            return 0
        print("      pip installs now: one to three minutes the first time", flush=True)
        failure = subprocess.run([*_PIP, "install", *arguments], check=False).returncode
    except KeyboardInterrupt:
        print("\nInterrupted. The same command goes on.", file=sys.stderr)
        return 130
    if failure:
        print(
            "The packages could not be installed; pip says why above. They come from PyPI: check the "
            "network, then run the same command again.",
            file=sys.stderr,
        )
    return failure


def _run_uv(arguments: Sequence[str]) -> int:
    # Compiled here, since the sandbox's processes cannot write what they have compiled.
    command = [str(UV), "pip", "install", "--python", sys.executable, "--compile-bytecode", *arguments]
    environment = {**os.environ, **({"UV_DEFAULT_INDEX": index} if (index := _index_of_pip()) else {})}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as uv:
        assert uv.stderr is not None  # PIPE was asked for
        for line in uv.stderr:
            if not line.startswith(_REPEATS):
                print(f"      {line.rstrip()}", flush=True)
    return uv.returncode


def _index_of_pip() -> str:
    """Return the package index that pip has been told to use, or nothing."""
    configured = subprocess.run(
        [*_PIP, "config", "get", "global.index-url"], capture_output=True, text=True, check=False
    )
    return os.environ.get("PIP_INDEX_URL") or configured.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
