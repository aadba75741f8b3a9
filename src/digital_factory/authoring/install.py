"""Installs packages into the environment that runs it; takes the arguments of `pip install`: `make course`.

uv does it in a fraction of pip's time. Where there is no uv, or it fails, for instance behind a mirror that
only pip has been told of, pip does it. Run by its path, before anything is installed; imports the standard
library only.
"""

from __future__ import annotations

import os
import ssl
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
        print("      pip installs now: one to three minutes without news", flush=True)
        failure = subprocess.run([*_PIP, "install", "-qq", *arguments], check=False).returncode
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
    compiling = [] if "--no-compile" in arguments else ["--compile-bytecode"]
    command = [str(UV), "pip", "install", "--python", sys.executable, *compiling, *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=_as_pip_is_set()) as uv:
        assert uv.stderr is not None  # PIPE was asked for
        for line in uv.stderr:
            if not line.startswith(_REPEATS):
                print(f"      {line.rstrip()}", flush=True)
    return uv.returncode


def _as_pip_is_set() -> dict[str, str]:
    """Return an environment in which uv asks the index, and trusts the certificates, that pip does."""
    environment = dict(os.environ)
    command = [*_PIP, "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    settings = {name: value.strip("'") for name, _, value in (line.partition("=") for line in listed)}
    for option, variable in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        if value := settings.get(f":env:.{option}") or settings.get(f"global.{option}"):
            environment.setdefault(variable, value)
    places = ssl.get_default_verify_paths()
    if places.cafile or (places.capath and os.listdir(places.capath)):
        # Where a firm's own authority is known, if it has one.
        environment.setdefault("UV_SYSTEM_CERTS", "true")
    return environment


if __name__ == "__main__":
    sys.exit(main())
