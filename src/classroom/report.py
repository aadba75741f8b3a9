"""`report.html`: one page for the trainer, with nothing to load from anywhere."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from importlib.resources import files

import jinja2
from markupsafe import Markup

from classroom import text
from classroom.course import Course
from classroom.feedback import style
from classroom.folders import write_file
from classroom.grade import Summary
from classroom.plan import AssignmentPlan
from classroom.rows import Row
from classroom.similarity import Pair, similar_pairs
from classroom.statistics import figures, histogram

__all__ = ["write_report"]

_LOW = 0.4  # of the points: below, somebody should ask how it goes
_LISTED = 200  # rows of one table


def _people(rows: list[Row]) -> list[dict[str, object]]:
    """Who needs a person: the worst trouble first."""
    order = ("flagged", "unreadable", "crashed", "timeout", "memory", "missing")
    found = []
    for row in rows:
        low = (
            row.status in ("graded", "repaired") and row.score < _LOW * row.max_score and not row.needs_manual
        )
        if row.status in order or low:
            why = row.note if row.status in order else text.REPORT.LOW
            rank = order.index(row.status) if row.status in order else len(order)
            found.append((rank, row.score, row.student, {"student": row.student, "status": row.status}, why))
    found.sort(key=lambda item: item[:3])
    return [{**row, "score": score, "why": why} for _, score, _, row, why in found[:_LISTED]]


def _bars(scores: list[float], most: float) -> list[dict[str, float]]:
    bins = histogram(scores, most)
    tallest = max((count for _, _, count in bins), default=0) or 1
    width = 620 / len(bins)
    return [
        {
            "x": round(10 + number * width, 1),
            "y": round(176 - 150 * count / tallest, 1),
            "width": round(width - 3, 1),
            "height": round(150 * count / tallest, 1),
            "count": count,
            "low": low,
        }
        for number, (low, _, count) in enumerate(bins)
    ]


def _pairs(course: Course, plan: AssignmentPlan, rows: list[Row]) -> list[Pair]:
    """Compare the answers as they were run."""
    released = "\n".join(
        cell.cell["source"] for notebook in plan.notebooks for cell in notebook.cells if cell.code
    )
    labels = {cell.grade_id for notebook in plan.notebooks for cell in notebook.answers() if cell.code}
    sources: dict[str, str] = {}
    for row in rows:
        parts = []
        for notebook in plan.notebooks:
            path = course.autograded(row.student, plan.name) / f"{notebook.name}.ipynb"
            try:
                cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            except (OSError, ValueError, KeyError):
                continue
            for cell in cells:
                if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") in labels:
                    source = cell["source"]
                    parts.append(source if isinstance(source, str) else "".join(source))
        if parts and row.status not in ("missing", "unreadable"):
            sources[row.student] = "\n".join(parts)
    return similar_pairs(sources, released)


def write_report(course: Course, summary: Summary, rows: list[Row]) -> str:
    """Write the page; returns its path."""
    plan = summary.plan
    graded = [row for row in rows if row.status != "missing"]
    scores = [row.score for row in graded]
    template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        (files("classroom") / "templates" / "report.html.j2").read_text(encoding="utf-8")
    )
    content = template.render(
        t=text.REPORT,
        style=Markup(style()),
        assignment=plan.name,
        count=len(rows),
        mean=statistics.fmean(scores) if scores else 0.0,
        max_score=plan.max_score,
        waiting=sum(row.needs_manual for row in rows),
        seconds=statistics.median([row.seconds for row in graded]) if graded else 0.0,
        statuses=sorted(Counter(row.status for row in rows).items()),
        bars=_bars(scores, plan.max_score),
        tests=figures(rows),
        people=_people(rows),
        repairs=[row for row in rows if row.repairs][:_LISTED],
        pairs=_pairs(course, plan, graded),
        isolation=text.REPORT.ISOLATED[plan.isolation],
        shared=text.SHARED_FOUND.format(cells=", ".join(summary.shared)) if summary.shared else "",
        broken=text.BROKEN_FOUND.format(cells=", ".join(summary.broken)) if summary.broken else "",
    )
    path = course.reports(plan.name) / "report.html"
    write_file(path, content)
    return str(path)
