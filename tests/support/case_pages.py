"""A small page with a case study, made without Sphinx: one second instead of a minute."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from ipywidgets.embed import embed_data

from digital_factory.explorer import Explorer
from digital_factory.explorer.case_study import CASE_MIME
from digital_factory.explorer.widget import STATIC
from digital_factory.sphinx_ext.case_output import figure
from digital_factory.sphinx_ext.widget_state import lighten_widgets

_PAGE = """<!DOCTYPE html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="case-chart.css">
<link rel="stylesheet" href="case-controls.css">
<style>
body {{ max-width: 46rem; margin: 1rem auto; padding: 0 1rem; font-family: {family}; }}
html[data-theme="dark"] {{
  --pst-color-text-base: #e6e9ec; --pst-color-text-muted: #a9b3bc;
  --pst-color-background: #14181d; --pst-color-border: #3a434c;
  background: #14181d; color: #e6e9ec;
}}
</style>
<script defer src="case-runtime.js"></script>
</head>
<body>
<main><h1>{title}</h1>{body}</main>
<script type="application/vnd.jupyter.widget-state+json">{state}</script>
</body>
</html>
"""


# The theme's, for a text is as wide as its font makes it.
_FAMILY = (
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", '
    '"Liberation Sans", Arial, sans-serif'
)


# Says whether the charts have been drawn for the page's width: they follow it a moment later.
DRAWN_TO_FIT = """() => [...document.querySelectorAll(".df-live svg.df-chart")].every((chart) =>
    Math.abs(chart.viewBox.baseVal.width - chart.parentElement.clientWidth) < 2)"""


def output(explorer: Explorer) -> dict[str, Any]:
    """Return what a notebook keeps of `explorer` for the page; drawing the static charts takes longest."""
    return dict(explorer._repr_mimebundle_()[CASE_MIME])


def write_page(folder: Path, explorer: Explorer, case: dict[str, Any] | None = None) -> Path:
    """Write a page that shows `explorer`, and the files it needs, into `folder`; return its path.

    `case` is the `output` of `explorer`, where the caller has it already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("case-runtime.js", "case-chart.css", "case-controls.css"):
        shutil.copy(STATIC / name, folder)
    case = case or output(explorer)
    state = json.dumps(embed_data(views=[explorer.widget], drop_defaults=False)["manager_state"]).replace(
        "<", "\\u003c"
    )
    page = folder / f"{explorer.name}.html"
    whole = _PAGE.format(title=explorer.title, body=figure(case), state=state, family=_FAMILY)
    page.write_text(lighten_widgets(whole), "utf-8")
    return page
