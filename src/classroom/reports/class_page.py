"""`report.html`: one page for the trainer, with nothing to load from anywhere."""

from __future__ import annotations

import hashlib
import json
import statistics
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from classroom import messages
from classroom.assignment.plan import AssignmentPlan
from classroom.course import Course
from classroom.files import write_file
from classroom.records import Summary
from classroom.reports.grades import Row
from classroom.reports.html import has_key, spans, style
from classroom.reports.item_analysis import TestFigures, figures, histogram
from classroom.reports.similarity import CELL_END, Pair, similar_pairs

__all__ = ["write_report"]

_LOW = 0.4  # of the points: below, somebody should ask how it goes
_LISTED = 200  # rows of one table
_NAMES = 8  # learners named under one message
_TROUBLE = ("flagged", "unreadable", "crashed", "timeout", "memory", "ungraded", "missing")
# The drawing of the scores: its size and the place of its axes, in its own units.
_WIDTH, _LEFT, _TOP, _BASE = 680, 40, 24, 190


def _people(rows: list[Row], tests: list[TestFigures]) -> list[dict[str, Any]]:
    """Who needs a person: the worst trouble first, then those with few points of what is marked so far."""
    most = {test.name: test.points for test in tests}
    found = []
    for row in rows:
        if row.status in _TROUBLE:
            rank, why = _TROUBLE.index(row.status), row.note
        else:
            rank, why = len(_TROUBLE), _low(row, most)
        if why:
            found.append((rank, row.score, row.student, why, row))
    found.sort(key=lambda item: item[:3])
    return [
        {"student": student, "status": row.status, "score": score, "why": why, "page": bool(row.finished)}
        for _, score, student, why, row in found
    ]


def _low(row: Row, most: dict[str, float]) -> str:
    """Why a learner's points are worth a talk; empty when they are not."""
    marked = {name: given for name, given in row.cells.items() if given is not None and name in most}
    possible = sum(most[name] for name in marked)
    if not possible or sum(marked.values()) >= _LOW * possible:
        return ""
    short = [name for name, given in marked.items() if given < most[name]]
    return messages.REPORT.LOW.format(score=sum(marked.values()), most=possible, tests=", ".join(short))


def _drawing(scores: list[float], most: float) -> dict[str, Any]:
    """Bars, ticks and the median of the distribution."""
    bins = histogram(scores, most)
    tallest = max((count for _, _, count in bins), default=0) or 1
    step = (_WIDTH - _LEFT) / len(bins)
    height = _BASE - _TOP
    bars = [
        {
            "x": round(_LEFT + number * step + 2, 1),
            "y": round(_BASE - height * count / tallest, 1),
            "width": round(step - 4, 1),
            "height": round(height * count / tallest, 1),
            "count": count,
            "middle": round(_LEFT + (number + 0.5) * step, 1),
        }
        for number, (_, _, count) in enumerate(bins)
    ]
    edges = [low for low, _, _ in bins] + [bins[-1][1]]
    ticks = [{"x": round(_LEFT + n * step, 1), "value": f"{edge:g}"} for n, edge in enumerate(edges)]
    middle = statistics.median(scores) if scores else 0.0
    counts = ", ".join(
        messages.REPORT.SCORES_BIN.format(low=low, high=high, count=count) for low, high, count in bins
    )
    return {
        "bars": bars,
        "ticks": ticks,
        "median": round(_LEFT + (_WIDTH - _LEFT) * min(1.0, middle / (most or 1.0)), 1),
        "label": messages.REPORT.SCORES_ALT.format(counts=counts),
        "size": f"0 0 {_WIDTH + 16} {_BASE + 48}",
        "left": _LEFT,
        "right": _WIDTH,
        "base": _BASE,
        "top": _TOP,
    }


def _pairs(course: Course, plan: AssignmentPlan, rows: list[Row]) -> list[Pair]:
    """Compare the answers as they were run."""
    cells = [cell for notebook in plan.notebooks for cell in notebook.cells if cell.code]
    released = CELL_END.join([*(cell.cell["source"] for cell in cells), *(c.reference or "" for c in cells)])
    labels = {cell.grade_id for notebook in plan.notebooks for cell in notebook.answers() if cell.code}
    sources: dict[str, str] = {}
    for row in rows:
        parts = []
        for notebook in plan.notebooks:
            path = course.autograded(row.student, plan.name) / f"{notebook.name}.ipynb"
            try:
                ran = json.loads(path.read_text(encoding="utf-8"))["cells"]
            except (OSError, ValueError, KeyError):
                continue
            for cell in ran:
                if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") in labels:
                    source = cell["source"]
                    parts.append(source if isinstance(source, str) else "".join(source))
        if parts and row.finished and row.status != "unreadable":
            sources[row.student] = CELL_END.join(parts)
    return similar_pairs(sources, released)


def _used(graded: list[Row]) -> str:
    """Time and memory of the class, in a sentence."""
    if not graded:
        return ""
    slowest = max(graded, key=lambda row: row.seconds)
    return messages.REPORT.USED.format(
        median=statistics.median(row.seconds for row in graded),
        most=slowest.seconds,
        student=slowest.student,
        memory=max(row.peak_mb for row in graded),
    )


def _pages(course: Course, plan: AssignmentPlan, folder: Path) -> dict[str, str]:
    """The address of a learner's page, seen from the report, with a place for the name."""
    target = course.feedback("*", plan.name) / f"{plan.notebooks[0].name}.html"
    up = len(folder.relative_to(course.root).parts)
    before, _, after = target.relative_to(course.root).as_posix().partition("*")
    return {"before": "../" * up + quote(before), "after": quote(after)}


def write_report(course: Course, plan: AssignmentPlan, summary: Summary, rows: list[Row]) -> str:
    """Write the page, unless it is there and nothing has changed; returns its path."""
    template = (files("classroom.reports") / "templates" / "report.html.j2").read_text(encoding="utf-8")
    path = course.reports(plan.name) / "report.html"
    content = repr((rows, plan.digest, plan.isolation, summary.shared, summary.broken, template, style()))
    key = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:24]
    if has_key(path, key):
        return str(path)
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(spans=spans, quote=quote)
    handed_in = [row for row in rows if row.status != "missing"]
    graded = [row for row in handed_in if row.status != "ungraded"]
    ran = [row for row in graded if row.finished]
    scores = [row.score for row in graded]
    tests = figures(rows)
    counts = Counter(row.status for row in rows)
    people = _people(rows, tests)
    repaired = [row for row in rows if row.repairs]
    page = environment.from_string(template).render(
        t=messages.REPORT,
        style=Markup(style()),
        key=key,
        assignment=plan.name,
        course=course.course_id,
        handed_in=len(handed_in),
        count=len(rows),
        mean=statistics.fmean(scores) if scores else 0.0,
        median=statistics.median(scores) if scores else 0.0,
        max_score=plan.max_score,
        waiting=sum(row.needs_manual for row in rows),
        late=sum(row.late_s > 0 for row in rows),
        seconds=statistics.median([row.seconds for row in ran]) if ran else 0.0,
        statuses=[(status, counts[status]) for status in messages.REPORT.STATUSES if counts[status]],
        drawing=_drawing(scores, plan.max_score),
        tests=tests,
        names=_NAMES,
        people=people[:_LISTED],
        more_people=len(people) - _LISTED,
        repairs=repaired[:_LISTED],
        more_repairs=len(repaired) - _LISTED,
        pairs=_pairs(course, plan, ran),
        pages=_pages(course, plan, path.parent),
        isolation=messages.REPORT.ISOLATED[plan.isolation],
        used=_used(ran),
        shared=messages.SHARED_FOUND.format(cells=", ".join(summary.shared)) if summary.shared else "",
        broken=messages.BROKEN_FOUND.format(cells=", ".join(summary.broken)) if summary.broken else "",
    )
    write_file(path, page)
    return str(path)
