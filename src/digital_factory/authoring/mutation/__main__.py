"""Tries the slips that a learner could make against every check: `make mutants`.

Each autograded task's reference answer is changed in one place at a time, a `<` to a `<=`, a mean to a
median, a `fillna` forgotten, and its test is run on it, the part that learners see first. A mutant that
passes all of it is a wrong answer that gets the marks. Then the task wants a sharper check, or, where the
mutant is right after all, an entry in answers/equivalent_mutants/SLUG.toml with the reason. The other way
round, the right result in other types and shapes must get the marks. Exit code 1 if a survivor is not listed,
an entry speaks of none, or a right result is refused.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from digital_factory.authoring.assignment import ROOT, TEST_SUFFIX, Assignment, grade_id, slugs
from digital_factory.authoring.mutation import report
from digital_factory.authoring.mutation.equivalents import (
    Equivalent,
    EquivalentsError,
    path_of,
    read_equivalents,
)
from digital_factory.authoring.mutation.records import Cell, Notebook, TaskTrials
from digital_factory.authoring.mutation.results import Result, judged
from digital_factory.authoring.mutation.run_mutants import run_mutants

__all__ = ["main"]


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the mutants of the chosen assignments and tasks. Returns the exit code."""
    options = _parser().parse_args(argv)
    assignments = {slug: Assignment.read(slug, root) for slug in slugs(root)}
    chosen, unknown = _chosen(options.name, assignments)
    if unknown:
        print(
            f"No assignment or task {', '.join(unknown)}: expected a slug such as "
            f"{next(iter(assignments), 'SLUG')}, or a task such as wall-2.",
            file=sys.stderr,
        )
        return 2
    try:
        listed = {slug: read_equivalents(slug, assignments[slug].tasks, root) for slug in chosen}
        results, problems = _run(chosen, assignments, listed, options, root)
    except EquivalentsError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; nothing was changed.", file=sys.stderr)
        return 130
    _print(results, assignments, options, root)
    for problem in problems:
        print(problem, file=sys.stderr)
    return int(bool(problems) or any(result.failed for result in results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make mutants ARGS=...",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "name", nargs="*", help="assignments or tasks (08-the-wall, wall-2); all when none is given"
    )
    parser.add_argument(
        "--sample", type=int, metavar="N", help="try N mutants of each notebook, drawn by --seed"
    )
    parser.add_argument("--seed", type=int, default=0, help="which sample (0)")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="notebooks at once"
    )
    parser.add_argument("--messages", action="store_true", help="list every mutant with what its test said")
    parser.add_argument(
        "--entries", action="store_true", help="print survivors as entries to paste, reasons missing"
    )
    return parser


def _chosen(
    names: Sequence[str], assignments: Mapping[str, Assignment]
) -> tuple[dict[str, list[str]], list[str]]:
    """Return the tasks chosen of each assignment, and the names that name nothing."""
    chosen = {
        slug: [task for task in assignment.tasks if not names or {slug, task} & set(names)]
        for slug, assignment in assignments.items()
    }
    known = {*assignments, *(task for assignment in assignments.values() for task in assignment.tasks)}
    return {slug: tasks for slug, tasks in chosen.items() if tasks}, sorted(set(names) - known)


def _run(
    chosen: Mapping[str, Sequence[str]],
    assignments: Mapping[str, Assignment],
    listed: Mapping[str, Sequence[Equivalent]],
    options: argparse.Namespace,
    root: Path,
) -> tuple[list[Result], list[str]]:
    """Run the mutants, and say how far it is; return the results in the tasks' order, and what went wrong."""
    order = [task for tasks in chosen.values() for task in tasks]
    entries = [entry for each in listed.values() for entry in each]
    start = time.monotonic()
    results: list[Result] = []

    def on_task(tried: TaskTrials) -> None:
        result = judged(tried, [entry for entry in entries if entry.task == tried.task])
        results.append(result)
        done = f"({len(results)}/{len(order)}) {tried.task}: {len(tried.mutants)} mutants"
        done += f", {len(result.survivors)} survived" if result.survivors else ""
        done += f", {len(result.refused)} right forms refused" if result.refused else ""
        print(f"{done}  [{time.monotonic() - start:.0f} s]", flush=True)

    notebooks = [
        _notebook(assignments[slug], tasks, options, root)
        for slug, tasks in reversed(list(chosen.items()))  # the last chapters' take longest
    ]
    problems = run_mutants(notebooks, on_task, workers=options.workers)
    return sorted(results, key=lambda result: order.index(result.task)), problems


def _notebook(
    assignment: Assignment, tasks: Sequence[str], options: argparse.Namespace, root: Path
) -> Notebook:
    cells = [
        Cell(cell.source, grade_id(cell).removesuffix(TEST_SUFFIX), grade_id(cell).endswith(TEST_SUFFIX))
        for cell in assignment.cells
        if cell.cell_type == "code"
    ]
    folder = root / "solutions" / assignment.slug
    return Notebook(assignment.slug, str(folder), cells, tasks, options.sample, options.seed)


def _print(
    results: Sequence[Result], assignments: Mapping[str, Assignment], options: argparse.Namespace, root: Path
) -> None:
    references = {
        task: assignment.graded[task].source
        for assignment in assignments.values()
        for task in assignment.tasks
    }
    sections = {
        "Every mutant": report.messages(results) if options.messages else "",
        "Counts": report.counts(results),
        "Gaps of the visible check: passed what a learner sees, failed the hidden test": report.gaps(results),
        "Survivors: wrong answers that get the marks, or right ones that are not listed": report.diffs(
            results, references
        ),
        "Right results that lose the marks in another form": report.refusals(results),
        "Entries of equivalent_mutants that speak of no survivor": report.problems(results),
        f"To list survivors that are right, put these into {path_of('SLUG', root).relative_to(root)} "
        "and say why in `reason`": report.entries(results) if options.entries else "",
    }
    for title, text in sections.items():
        if text:
            print(f"\n== {title}\n{text}")


if __name__ == "__main__":
    sys.exit(main())
