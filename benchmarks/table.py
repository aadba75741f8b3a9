"""benchmarks/README.md from the measured figures, and from nothing else."""

from __future__ import annotations

from typing import Any

__all__ = ["readme"]

_BUSY = 0.15  # share of the processors used by others, above which the times are called too long


def readme(measured: dict[str, Any]) -> str:
    """The page for one run of the bench."""
    machine, runs = measured["machine"], measured["runs"]
    stock = _each(runs["stock"])
    lines = [
        "# How fast a class is graded",
        "",
        f"Written by `make bench` on {measured['date']}: the assignment `{measured['assignment']}` on "
        f"{machine['cores']} cores ({machine['processor']}), Python {machine['python']}, bytecode compiled.",
        "",
        "| | submissions | s in all | s a submission | times as fast as stock |",
        "|---|---|---|---|---|",
    ]
    for name, run in runs.items():
        each = _each(run)
        if name.endswith("again"):  # nothing was graded
            lines.append(f"| {run['what']} | {run['submissions']:,} | {run['seconds']:.1f} | | |")
        else:
            lines.append(
                f"| {run['what']} | {run['submissions']:,} | {run['seconds']:.1f} | {each:.3f} "
                f"| {stock / each:.1f} |"
            )
    lines += ["", *_notes(measured), *_large(measured), *_marks(measured), *_how(measured)]
    return "\n".join(lines) + "\n"


def _each(run: dict[str, Any]) -> float:
    """Seconds a submission [s]."""
    return float(run["seconds"]) / int(run["submissions"])


def _notes(measured: dict[str, Any]) -> list[str]:
    machine, runs = measured["machine"], measured["runs"]
    ratio = _each(runs["otter"]) / _each(runs["classroom"])
    notes = [
        f"`classroom grade` with {measured['workers']} workers is {ratio:.1f} times as fast as otter-grader."
    ]
    used = min(measured["workers"], machine["cores"])
    ours, cells = _each(runs["classroom"]), _each(runs["limit"])
    plural = "s" if used > 1 else ""
    notes.append(
        f"It takes {ours * used / cells:.1f} times what the cells alone would on the same cores: "
        f"{ours:.3f} s a submission on {used} core{plural}, where they take {cells:.3f} s on one. "
        "A test that gets the same answers from several learners is run for the first of them only; with "
        f"every test run for everybody it is {_each(runs['every_test']) * used / cells:.1f} times."
    )
    if machine["busy"] > _BUSY:
        notes.append(
            "**The machine was busy with other work** "
            f"({machine['busy']:.0%} of its processors' time before or after the run): "
            "the times are too long, and the ratios uncertain."
        )
    return [" ".join(notes), ""]


def _large(measured: dict[str, Any]) -> list[str]:
    runs = measured["runs"]
    if "large" not in runs:
        return ["Cost and memory of a large class were not measured in this run (`--large 2000`).", ""]
    small, large = runs["classroom"], runs["large"]
    lines = [
        "## A large class",
        "",
        "| | " + " | ".join(f"{run['submissions']:,} submissions" for run in (small, large)) + " |",
        "|---|---|---|",
        f"| s a submission | {_each(small):.3f} | {_each(large):.3f} |",
    ]
    for key, what in (
        ("main_mb", "the main process"),
        ("started_mb", "the largest process it started (workers among them)"),
        ("below_mb", "the largest process below those (learners' and tests')"),
    ):
        lines.append(f"| highest memory of {what} [MB] | {small[key]:.0f} | {large[key]:.0f} |")
    more = large["submissions"] - small["submissions"]
    if more > 0:
        further = (large["seconds"] - small["seconds"]) / more
        lines += ["", f"Each submission beyond the first {small['submissions']:,} took {further:.3f} s."]
    return [*lines, ""]


def _marks(measured: dict[str, Any]) -> list[str]:
    lines = [
        "## The same marks",
        "",
        "Compared on the submissions that both had graded: cell by cell, or every entry of `grades.csv`.",
        "",
    ]
    for each in measured["marks"]:
        lines.append(f"- {each['what']}: {each['equal']:,} of {each['compared']:,} equal.")
    lines.append(
        f"- Submissions that `classroom` marked with another status than `graded`: {measured['not_graded']}."
    )
    return [*lines, ""]


def _how(measured: dict[str, Any]) -> list[str]:
    versions = ", ".join(f"{name} {number}" for name, number in measured["machine"]["versions"].items())
    return [
        "## What was measured",
        "",
        "Wall time of the whole command, its start included. The learners are made up from the answers that "
        "the assignment's own tests know: most tasks as in the solution, some with a named mistake, some "
        "left blank. All graders had the same submissions, or the first of them where the number is smaller.",
        "",
        "- **stock** is `nbgrader autograde`, one process, no isolation.",
        "- **otter-grader** had the assignment in its own form: the same cells, one test file per test cell "
        "with the same code and points, hidden tests included. It was driven by "
        "`otter.api.grade_submission`, its way to grade without Docker, in one process for all submissions, "
        "without isolation.",
        "- **`classroom grade`** includes sandboxes, split tests, feedback pages, `grades.csv` and "
        "`report.html`. A class pays once for starting up and for trying the assignment out, so that a small "
        "one costs more a submission. Learners who gave the same answers as others share the tests' work: in "
        "this class almost all do, in a class of one's own fewer, at worst none (*every test run for "
        "everybody*, `c.Classroom.run_every_test`). *Again* is the same command with nothing left to do.",
        "- **the limit** executes the cells, tests included, in one process that has run them before: no "
        "notebook, no gradebook, no isolation.",
        "",
        f"Versions: {versions}. The raw figures are in `measured.json`. To repeat: `make bench`, or "
        '`make bench ARGS="--large 2000"` for the large class; `ARGS=--help` lists the options. Let nothing '
        "else run meanwhile.",
    ]
