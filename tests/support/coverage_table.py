"""The lines that the tests ran, room by room: `make coverage`.

Counted are the processes of the tests and those that they start as commands, the grader's workers among them.
Not counted is what runs inside the sandbox, where nothing can be written: the rooms `kernel`, and of
`sandbox` what a forked child does, look emptier than they are.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path, PurePosixPath

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]


def main(measured: Path) -> None:
    """Print a row for each folder, with its modules below 90%."""
    rooms: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for name, file in json.loads(measured.read_text(encoding="utf-8"))["files"].items():
        path = PurePosixPath(name).relative_to("src")
        summary = file["summary"]
        rooms[str(path.parent)].append((path.name, summary["num_statements"], summary["covered_lines"]))
    table = Table("room", "lines", "run", "modules below 90%", title="Lines that the tests run")
    for room, modules in sorted(rooms.items()):
        low = [f"{name} {100 * ran // lines}%" for name, lines, ran in sorted(modules) if ran < 0.9 * lines]
        lines, ran = sum(module[1] for module in modules), sum(module[2] for module in modules)
        table.add_row(room, f"{lines}", f"{100 * ran / max(lines, 1):.1f}%", ", ".join(low))
    Console().print(table)
    Console().print(
        "What runs inside the sandbox can write nothing and is not counted: classroom/kernel foremost."
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
