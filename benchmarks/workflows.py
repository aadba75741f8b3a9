"""Runs the commands of `.github/workflows`, in their order, in a fresh clone: ``make workflows``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "workflows"


def main(argv: list[str] | None = None) -> int:
    """Run them; return 1 at the first that fails."""
    names = sorted(path.stem for path in FOLDER.glob("*.yml"))
    parser = argparse.ArgumentParser(prog="make workflows", description=__doc__)
    parser.add_argument("workflows", nargs="*", choices=[*names, []], help="all, if none is named")
    chosen = parser.parse_args(argv).workflows or names
    with tempfile.TemporaryDirectory(prefix="workflows-") as temporary:
        clone = Path(temporary, "clone")
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        for name in chosen:
            jobs = yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))["jobs"].values()
            for command in (step["run"] for job in jobs for step in job["steps"] if "run" in step):
                print(f"{name}: {command}", flush=True)
                began = time.monotonic()
                done = subprocess.run(
                    ["bash", "-e", "-c", command], cwd=clone, env=_environment(), check=False
                )
                print(f"{name}: {command} ended with {done.returncode} in {time.monotonic() - began:.0f} s")
                if done.returncode:
                    return 1
    return 0


def _environment() -> dict[str, str]:
    """What a fresh machine would have: nothing of this environment, nor of the make that runs this."""
    here = str(Path(sys.executable).parent)
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if part != here)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "PYTHONPATH"))
    }
    return {**kept, "PATH": path}


if __name__ == "__main__":
    sys.exit(main())
