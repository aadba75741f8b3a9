"""The mutants of a reference answer: the slips that a learner could make in it, one at a time.

Owns which operators there are and what kind of slip each makes. A mutant is known by its task, its kind and
the line that it changes, before and after: whoever edits that line makes another mutant of it.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digital_factory.authoring.mutation import python_operators as python
from digital_factory.authoring.mutation import summary_operators as summary
from digital_factory.authoring.mutation import table_operators as table
from digital_factory.authoring.mutation.edits import Edit, apply, fingerprint, solution_nodes

__all__ = ["PROBED", "Mutant", "mutants_of"]

Operator = Callable[[ast.AST], Iterator[Edit]]

# One kind of slip each. An edit that several kinds make counts for the first.
_OPERATORS: Mapping[str, tuple[Operator, ...]] = {
    "comparison": (python.comparisons,),
    "condition": (python.conditions, python.branches),
    "filter": (table.filters,),
    "method forgotten": (table.dropped,),
    "gap": (summary.gaps,),
    "aggregation": (summary.aggregations, summary.ratios, python.builtins),
    "order": (table.order, table.directions),
    "key": (table.keys,),
    "join": (table.joins,),
    "option": (table.options,),
    "argument left out": (table.arguments,),
    "item left out": (python.items,),
    "arithmetic": (python.arithmetic, python.signs),
    "rounding": (summary.roundings,),
    "boundary": (python.constants, python.dates, python.counts),
    "calendar": (summary.frequencies, summary.calendar_years),
    "statement left out": (python.statements,),
    "fraction": (python.fractions,),
    "parts of a day": (summary.days,),
    "three digits": (summary.digits,),
}
# Kinds whose edit calls a probe, which tells whether it has made any difference (see `probes`).
PROBED = ("fraction", "parts of a day", "three digits")


@dataclass(frozen=True)
class Mutant:
    """A reference answer with one slip in it.

    Parameters
    ----------
    task
        The task that it answers.
    kind
        The kind of slip.
    line, becomes
        The line that was changed, before and after, with single spaces.
    source
        The whole solution cell.
    """

    task: str
    kind: str
    line: str
    becomes: str
    source: str


def mutants_of(task: str, source: str, siblings: Mapping[str, Sequence[str]]) -> list[Mutant]:
    """Return the mutants of a solution cell, in the order of its lines, no two of them the same code.

    Parameters
    ----------
    source
        The cell's source with nbgrader's markers; what stands outside of them is given, and stays.
    siblings
        Column name to columns that it might be mistaken for.
    """
    columns: Operator = functools.partial(table.columns, siblings=siblings)
    operators = {**_OPERATORS, "column": (columns,)}
    seen = {fingerprint(source), None}
    found = []
    for node in solution_nodes(source):
        for kind, ways in operators.items():
            for edit in (edit for way in ways for edit in way(node)):
                edited = apply(source, edit)
                meaning = fingerprint(edited.source)
                if meaning not in seen:
                    seen.add(meaning)
                    found.append(Mutant(task, kind, edited.line, edited.becomes, edited.source))
    return found
