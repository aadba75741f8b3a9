"""Cells of an executed notebook, as nbformat 4 has them, and their outputs as HTML."""

from __future__ import annotations

from typing import TypedDict

from markupsafe import Markup

from classroom.reports.pictures import Pictures
from classroom.reports.rich_text import display, plain
from classroom.reports.texts import FEEDBACK

__all__ = ["Output", "RunCell", "is_own", "joined", "output_html"]


class Output(TypedDict, total=False):
    """An output of a cell."""

    output_type: str
    text: str | list[str]
    ename: str
    evalue: str
    data: dict[str, str | list[str]]


class RunCell(TypedDict, total=False):
    """A cell with its outputs."""

    cell_type: str
    metadata: dict[str, dict[str, object]]
    source: str | list[str]
    outputs: list[Output]
    attachments: dict[str, dict[str, str]]


def is_own(cell: RunCell) -> bool:
    """Whether the student added it."""
    return cell.get("metadata", {}).get("classroom", {}).get("own") is True


def joined(content: str | list[str]) -> str:
    """Text that the format may keep as a list of lines."""
    return "".join(content) if isinstance(content, list) else str(content)


def output_html(output: Output, pictures: Pictures) -> Markup:
    """What was printed, raised or displayed, as HTML that fetches nothing and runs nothing."""
    kind = output["output_type"]
    if kind == "stream":
        return Markup("<pre>{}</pre>").format(plain(joined(output["text"])))
    if kind == "error":
        return Markup('<pre class="bad">{}</pre>').format(plain(f"{output['ename']}: {output['evalue']}"))
    return display(output.get("data", {}), pictures, FEEDBACK.PICTURE)
