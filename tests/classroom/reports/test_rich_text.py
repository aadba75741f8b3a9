"""What learners wrote and displayed, on a page: shown as stock shows it, and harmless."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from classroom.reports.pictures import Album
from classroom.reports.rich_text import display, markdown, plain
from classroom.reports.texts import FEEDBACK

PIXEL = "iVBORw0KGgo="


def shown(source: str, folder: Path = Path("/nowhere"), **attachments: str) -> str:
    forms = {name.replace("_", "."): {"image/png": content} for name, content in attachments.items()}
    return markdown(source, Album(folder).of(forms))


@pytest.mark.parametrize(
    ("source", "formula"),
    [
        ("Solve $x*y*z = a_1$ now", "x*y*z = a_1"),
        (r"Let \(q_1*q_2*q_3\) be", r"\(q_1*q_2*q_3\)"),
        ("$$\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}$$", "1 \\\\ 2"),
        ("\\begin{align}a &= b\\end{align}", "a &amp;= b"),
    ],
)
def test_formula_is_mathml_and_keeps_its_source(source: str, formula: str) -> None:
    html = shown(source)

    assert "<math " in html
    assert formula in html
    assert "<em>" not in html


def test_what_is_no_formula_stays_as_it_was_written() -> None:
    assert r"<code>\frac{</code>" in shown(r"$\frac{$")
    assert "cost $5" in shown("They cost $5.")


def test_attached_picture_and_one_beside_the_notebook_are_in_the_page(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "a b.png").write_bytes(b"picture")

    html = shown("![one](attachment:s.png) ![two](img/a%20b.png)", tmp_path, s_png=PIXEL)

    assert f'src="data:image/png;base64,{PIXEL}"' in html
    assert 'src="data:image/png;base64,cGljdHVyZQ=="' in html


@pytest.mark.parametrize(
    "source",
    [
        "![x](../secret.png)",
        "![x](/etc/logo.png)",
        "![x](https://example.org/x.png)",
        "<img src='link.png'>",
        "<img src='data:text/html;base64,aGk='>",
    ],
)
def test_picture_from_elsewhere_is_not_fetched(tmp_path: Path, source: str) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "link.png").symlink_to(tmp_path / "secret.png")

    assert "src=" not in shown(source, inner)


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
        "$\\text{<img src=x onerror=alert(1)>}$",
        "<svg onload=alert(1)><style>*{}</style></svg>",
        '!["onerror=alert(1)](attachment:s.png)',
    ],
)
def test_what_would_run_is_taken_out(source: str) -> None:
    html = shown(source, s_png=PIXEL)

    assert "<script" not in html
    assert "onerror=" not in html.replace("&quot;onerror=", "").replace("&lt;img src=x onerror=", "")
    assert "javascript:" not in html
    assert "onload" not in html


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ({"text/html": "<b>x</b>", "text/plain": "x"}, "<b>x</b>"),
        ({"text/markdown": "**x**", "text/plain": "x"}, "<strong>x</strong>"),
        ({"text/latex": "$\\displaystyle x^2$", "text/plain": "x"}, "<msup>"),
        ({"image/svg+xml": "<svg/>", "text/plain": "x"}, "data:image/svg+xml;base64,PHN2Zy8+"),
        ({"image/jpeg": "/9j/\n", "text/plain": "x"}, "data:image/jpeg;base64,/9j/"),
        ({"text/html": "<script>draw()</script>", "image/png": PIXEL}, f"base64,{PIXEL}"),
        ({"image/gif": "R0lG", "text/plain": "x"}, "data:image/gif;base64,R0lG"),
        (
            {"text/html": "<p>a</p><svg width='9'><path/></svg>", "text/plain": "x"},
            "data:image/svg+xml;base64,",
        ),
        ({"text/html": "<audio>no player</audio>", "text/plain": "<Audio>"}, "<pre>&lt;Audio&gt;</pre>"),
        ({"text/html": "<iframe src='x'></iframe>"}, FEEDBACK.UNSHOWN),
        ({}, FEEDBACK.UNSHOWN),
        ({"image/png": "'><script>", "text/plain": "\x1b[31m<x>\x1b[0m"}, "<pre>&lt;x&gt;</pre>"),
    ],
    ids=[
        *("html", "markdown", "latex", "svg", "jpeg", "html of scripts"),
        *("gif", "drawing in html", "sound", "frame", "figure of a script", "damaged"),
    ],
)
def test_displayed_object_is_shown_in_its_richest_form(data: dict[str, str | list[str]], part: str) -> None:
    assert part in display(data, Album(Path("/nowhere")).of({}), "A picture")


def test_styled_table_keeps_its_colours_and_nothing_that_fetches_or_hides() -> None:
    table = pd.DataFrame({"a": [1, 2]}).style.highlight_max(color="lightgreen").set_caption("Sizes").to_html()
    rules = (
        "<style>#x { color: red; position: fixed } #y { background-color: url(https://example.org) }</style>"
    )
    texts = "<p id='x'>one</p><p id='y'>two</p>"

    html = display({"text/html": table + rules + texts}, lambda _: None, "A table")

    assert '<td style="background-color:lightgreen">2</td>' in html.replace(": ", ":").replace(';">', '">')
    assert "color:red" in html
    assert not any(part in html for part in ("<style", "position", "example.org", "id="))


def test_colour_codes_are_left_out_of_what_was_printed() -> None:
    assert plain("\x1b[1;31mred\x1b[0m \x1b[?25l.") == "red ."
