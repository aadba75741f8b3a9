"""book/data.md from the data dictionary: ``python -m digital_factory.authoring.data_page [--check]``.

Reads `datapackage.json`, the CSV files (for the examples) and `_toc.yml` (chapters that may be linked);
writes plain MyST. Every table has the label ``data-<table>``, with hyphens for underscores.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from digital_factory import datasets
from digital_factory.datasets.schema import Field, Resource

__all__ = ["PAGE", "label", "main", "page"]

_ROOT = Path(__file__).parents[3]
PAGE = _ROOT / "book" / "data.md"
_TOC = _ROOT / "_toc.yml"
_PROGRAM = "python -m digital_factory.authoring.data_page"

_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "date": "date",
    "datetime": "date and time, UTC",
}
_GENERATORS = "src/digital_factory/datasets/generators/"
_BANNER = f"<!-- Made by `make data` from {_GENERATORS}: change those, not this page. -->"
_INTRO = """\
# The data

**Every table here is synthetic, and every firm in it is fictional.** A program drew the rows. It plays, day
by day or case by case, the mechanism that the chapter explains: what arrives, who can work on it, what is
sent back. So the data hold something true, and the exercises know what it is. They say nothing about any
real firm. Each chapter draws its own tables: a firm keeps its name and the opening of its factory from one
to the next, but do not look for the services of one chapter among the projects of another.

All tables start from one seed ({seed}), so that everybody who takes the course has the same rows. They are
in the public domain ([{licence}]({licence_url})): copy them, change them, use them in your own training.
"""
_LOADING = """\
## How to load a table

In a notebook of this course, one line gives a pandas DataFrame with dates as dates. Empty cells are missing
values.

```python
from digital_factory import datasets

table = datasets.load_{first}()
```

To use rows of your own firm instead, give them the columns of the table and let the course check them. If
something does not fit, the message names the file, the line, what was expected and what came:

```python
table = datasets.read("my_{first}.csv", "{first}")
```

`datasets.fresh("{first}", seed=1)` draws the same table for another factory. The graded exercises use such
tables to see whether an answer holds beyond the rows you were given.
"""
_FILES = """\
(data-files)=
## The files

The tables are CSV files (UTF-8, commas), for download above and in `src/digital_factory/data/`. The
dictionary on this page stands beside them for programs to read, as the Frictionless Data Package
`datapackage.json`.

:::{admonition} Their SHA-256 checksums, in the form that `sha256sum --check` reads
:class: dropdown

"""
_COLUMNS = """\
## The columns, table by table

Open a table for what a row is, what each column means, and which values it may have.
"""


def page() -> str:
    """Return the text of book/data.md."""
    package = json.loads((datasets.path(datasets.names()[0]).parent / "datapackage.json").read_text("utf-8"))
    described = package["resources"]
    licence = package["licenses"][0]
    intro = _INTRO.format(seed=package["seed"], licence=licence["name"], licence_url=licence["path"])
    loading = _LOADING.format(first=described[0]["name"])
    overview = [
        "## All tables",
        "",
        ":::{table}",
        ":class: tables",
        "",
        "| Table | What it is | CSV file | Chapter |",
        "|---|---|---|---|",
        *map(_row, described),
        ":::",
    ]
    sums = [f"{one['hash'].partition(':')[2]}  {one['path']}" for one in described]
    parts = [
        _BANNER,
        intro,
        "\n".join(overview),
        loading,
        _COLUMNS,
        *map(_section, described),
        _FILES,
        "\n".join(["```text", *sums, "```", ":::"]),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def label(table: str) -> str:
    """Return the MyST label of a table's section."""
    return f"data-{table.replace('_', '-')}"


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or with ``--check`` compare; return the exit code."""
    parser = argparse.ArgumentParser(prog=_PROGRAM, description="Write book/data.md.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if the committed page is stale"
    )
    parser.add_argument("--page", type=Path, default=PAGE, help="the page, default: %(default)s")
    chosen = parser.parse_args(arguments)
    made = page()
    if not chosen.check:
        chosen.page.write_text(made, encoding="utf-8", newline="\n")
        return 0
    if not chosen.page.is_file() or chosen.page.read_text("utf-8") != made:
        print(
            f"{chosen.page} differs from the data dictionary. Run `make data` and commit the result.",
            file=sys.stderr,
        )
        return 1
    return 0


def _row(described: Mapping[str, Any]) -> str:
    """Return a table's line in the list of all tables."""
    name = f"[`{described['name']}`](#{label(described['name'])})"
    file = _download(described, _size(described["bytes"]).replace(" ", "\u00a0"))
    chapter = _chapter(described["chapter"]).replace("chapter ", "", 1)
    return f"| {name} | {_cell(described['title'])} | {file} | {chapter} |"


def _section(described: Mapping[str, Any]) -> str:
    resource = Resource.from_descriptor(described)
    rows = datasets.load(resource.name)
    facts = (
        f"{_download(described, described['path'])}, {_size(described['bytes'])}: "
        f"{described['rows']:,} rows. "
        f"`datasets.load_{resource.name}()` loads it; {_chapter(resource.chapter)} uses it."
    )
    if resource.primary_key:
        facts += f" A row is identified by {_listed([f'`{name}`' for name in resource.primary_key], 'and')}."
    lines = [
        f"({label(resource.name)})=",
        f"::::{{admonition}} {resource.title} (`{resource.name}`), {len(resource.fields)} columns",
        ":class: dropdown",
        "",
        resource.description,
        "",
        facts,
        "",
        ":::{table}",
        ":class: dictionary",
        "",
        "| Column | Meaning | Values |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{field.name}` | {_cell(field.description)} | {_cell(_values(field, rows[field.name]))} |"
        for field in resource.fields
    ]
    return "\n".join([*lines, ":::", "::::"])


def _download(described: Mapping[str, Any], words: str) -> str:
    return f"{{download}}`{words} <../src/digital_factory/data/{described['path']}>`"


def _values(field: Field, column: pd.Series) -> str:
    """Return type, unit, limits and, where the values are not listed, an example."""
    said = [_KINDS[field.type]]
    if field.unit:
        said[0] += f" of {field.unit}" if field.type in ("integer", "number") else f" ({field.unit})"
    if field.enum:
        said.append(_listed([f"`{value}`" for value in field.enum], "or"))
    match field.minimum, field.maximum:
        case None, None:
            pass
        case low, None:
            said.append(f"at least {low}")
        case None, high:
            said.append(f"at most {high}")
        case low, high:
            said.append(f"{low} to {high}")
    if field.unique:
        said.append("no value twice")
    if not field.required:
        said.append("may be empty")
    if not field.enum:
        said.append(f"for example {_example(column)}")
    return "; ".join(said)


def _example(column: pd.Series) -> str:
    value = column.dropna().iloc[0]
    if isinstance(value, pd.Timestamp):
        text = value.strftime(
            "%Y-%m-%d" if value == value.normalize() and value.tz is None else "%Y-%m-%dT%H:%M:%SZ"
        )
    else:
        text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"`{text}`"


def _chapter(slug: str) -> str:
    """Return the chapter's number, linked if the book has its page."""
    name = f"chapter {int(slug[:2])}"
    in_book = re.search(rf"^\s*- file: book/{slug}\s*$", _TOC.read_text("utf-8"), re.MULTILINE)
    return f"[{name}]({slug}.md)" if in_book else name


def _size(size: int) -> str:
    return f"{size / 1000:,.0f} kB" if size >= 1000 else f"{size} bytes"


def _listed(items: list[str], last: str) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    raise SystemExit(main())
