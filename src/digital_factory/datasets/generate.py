"""All sample data, from one seed: ``python -m digital_factory.datasets.generate [--check]``.

Writes one CSV file per table and the dictionary `datapackage.json` (a Frictionless Data Package) into
`digital_factory/data`. The same code and seed give the same bytes: values are dates, whole numbers, texts,
and numbers of at most four decimals; lines end in LF. The tables come from the modules in
`digital_factory.datasets.generators`, which are discovered: see there for what a new one owes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import pandas as pd

from digital_factory.datasets import generators
from digital_factory.datasets.schema import Resource

__all__ = ["DATA", "DICTIONARY", "SEED", "files", "main", "stale"]

SEED = 2026
DATA = Path(__file__).parents[1] / "data"
DICTIONARY = "datapackage.json"

_LICENCE = {
    "name": "CC0-1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    "title": "CC0 1.0 Universal (public domain dedication)",
}
_DATE_FORMATS = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%dT%H:%M:%SZ"}


def files() -> dict[str, bytes]:
    """Return the content of every file of the data folder, by file name."""
    made: dict[str, bytes] = {}
    described: list[dict[str, object]] = []
    for module in generators.modules():
        for name, table in generators.build(module, SEED).items():
            resource = next(resource for resource in module.RESOURCES if resource.name == name)
            content = _csv(table, resource)
            made[resource.file] = content
            digest = hashlib.sha256(content).hexdigest()
            measured = {"rows": len(table), "bytes": len(content), "hash": f"sha256:{digest}"}
            described.append({**resource.descriptor(), **measured})
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "making-digital-factories-work",
        "title": "Sample data of the course Making Digital Factories Work",
        "description": (
            "Synthetic data about digital factories in fictional firms, drawn by a documented program. No "
            "real firm, person or product is described."
        ),
        "synthetic": True,
        "seed": SEED,
        "licenses": [_LICENCE],
        "resources": described,
    }
    made[DICTIONARY] = (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()
    return made


def stale(folder: Path = DATA) -> list[str]:
    """Return the files in `folder` that are missing, differ from what the code makes, or do not belong."""
    made = files()
    present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    differing = [name for name in made if name not in present or (folder / name).read_bytes() != made[name]]
    return sorted({*differing, *(present - set(made))})


def main(arguments: list[str] | None = None) -> int:
    """Write the data, or with ``--check`` compare; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m digital_factory.datasets.generate", description="Write the sample data."
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if the committed data are stale"
    )
    parser.add_argument("--folder", type=Path, default=DATA, help="where to write, default: %(default)s")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        if differing := stale(chosen.folder):
            print(
                f"{chosen.folder}: {', '.join(differing)} differ from what the code makes. "
                "Run `make data` and commit the result.",
                file=sys.stderr,
            )
            return 1
        return 0
    try:
        chosen.folder.mkdir(parents=True, exist_ok=True)
        made = files()
        gone = _listed(chosen.folder) - set(made)  # tables that no module defines any more
        for name, content in made.items():
            (chosen.folder / name).write_bytes(content)
        for name in gone:
            (chosen.folder / name).unlink(missing_ok=True)
    except OSError as error:
        print(
            f"The data cannot be written to {chosen.folder}: {error.strerror}. "
            "Make the folder writable, or give another with --folder.",
            file=sys.stderr,
        )
        return 1
    print(f"{len(made)} files in {chosen.folder}")
    return 0


def _listed(folder: Path) -> set[str]:
    """Return the CSV files that the dictionary in `folder` names: those that an earlier run wrote."""
    dictionary = folder / DICTIONARY
    if not dictionary.is_file():
        return set()
    return {
        f"{described['name']}.csv" for described in json.loads(dictionary.read_text("utf-8"))["resources"]
    }


def _csv(table: pd.DataFrame, resource: Resource) -> bytes:
    written = table.copy()
    for field in resource.fields:
        if field.type in _DATE_FORMATS:
            written[field.name] = written[field.name].dt.strftime(_DATE_FORMATS[field.type])
        elif field.type == "boolean":
            written[field.name] = written[field.name].map({True: "true", False: "false"})
    return written.to_csv(index=False, lineterminator="\n").encode()


if __name__ == "__main__":
    raise SystemExit(main())
