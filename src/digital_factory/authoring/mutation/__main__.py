"""Tries the slips that a learner could make against every check: `make mutants`.

Each autograded task's reference answer is changed in one place at a time, a `<` to a `<=`, a mean to a
median, a `fillna` forgotten, and its test is run on it, the part that learners see first. A mutant that
passes all of it is a wrong answer that gets the marks. Then the task wants a sharper check, or, where the
mutant is right after all, an entry in answers/equivalent_mutants/SLUG.toml with the reason. Exit code 1 if
there is one that is not listed, or an entry that speaks of none.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from digital_factory.authoring.assignment import ROOT, Assignment, slugs
from digital_factory.authoring.mutation import report
from digital_factory.authoring.mutation.equivalents import EquivalentsError, path_of, read_equivalents
from digital_factory.authoring.mutation.run_mutants import Result, RunError, run_mutants

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
        results = _run(chosen, options, root)
    except (EquivalentsError, RunError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; nothing was changed.", file=sys.stderr)
        return 130
    _print(results, assignments, options, root)
    return int(any(result.failed for result in results))


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


def _run(chosen: Mapping[str, Sequence[str]], options: argparse.Namespace, root: Path) -> list[Result]:
    order = [task for tasks in chosen.values() for task in tasks]
    listed = {slug: read_equivalents(slug, root) for slug in chosen}
    start = time.monotonic()
    results = []
    for result in run_mutants(
        chosen,
        lambda slug: listed[slug],
        root,
        workers=options.workers,
        sample=options.sample,
        seed=options.seed,
    ):
        results.append(result)
        survived = f", {len(result.survivors)} survived" if result.survivors else ""
        print(
            f"({len(results)}/{len(order)}) {result.task}: {len(result.trials)} mutants{survived}"
            f"  [{time.monotonic() - start:.0f} s]",
            flush=True,
        )
    return sorted(results, key=lambda result: order.index(result.task))


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
        "Entries of equivalent_mutants that speak of no survivor": report.problems(results),
        f"To list survivors that are right, put these into {path_of('SLUG', root).relative_to(root)} "
        "and say why in `reason`": report.entries(results) if options.entries else "",
    }
    for title, text in sections.items():
        if text:
            print(f"\n== {title}\n{text}")


if __name__ == "__main__":
    sys.exit(main())
