"""What a task is called: the heading above its cells, beside the id that only the trainer chose."""

from __future__ import annotations

import re

from classroom.assignment.plan import AssignmentPlan, NotebookPlan
from classroom.reports.grades import cell_names

__all__ = ["column_titles", "task_titles"]

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(?P<title>.+?)\s*#*\s*$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_MARKUP = re.compile(r"[*`]")


def task_titles(notebook: NotebookPlan) -> dict[str, str]:
    """The last heading above each graded cell, by grade_id; the notebook's own title is none."""
    titles: dict[str, str] = {}
    title = ""
    for cell in notebook.cells:
        if not cell.code and cell.points is None:
            for heading in _HEADING.finditer(_FENCE.sub("", cell.cell["source"])):
                title = _MARKUP.sub("", heading["title"]) if len(heading[1]) > 1 else ""
        if cell.points is not None and cell.grade_id and title:
            titles[cell.grade_id] = title
    return titles


def column_titles(plan: AssignmentPlan) -> dict[str, str]:
    """The same by column of the class's table."""
    found = {notebook.name: task_titles(notebook) for notebook in plan.notebooks}
    return {
        column: found[notebook][grade_id]
        for (notebook, grade_id), column in cell_names(plan).items()
        if grade_id in found[notebook]
    }
