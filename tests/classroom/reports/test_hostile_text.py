"""What a student writes or shows to cost the grader hours, gigabytes or its life: it is shown, or left out.

No clock is asked: the inputs are long enough that whoever reads them again and again is not done today.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from classroom.reports.pictures import Album
from classroom.reports.rich_text import display, markdown

LENGTH = 199_000  # of what is displayed, a little more is shown


def repeated(part: str, length: int = LENGTH) -> str:
    return part * (length // len(part))


def displayed(content: str) -> str:
    return display({"text/html": content, "text/plain": "as text"}, lambda _: None, "Shown")


def written(source: str) -> str:
    return markdown(source, lambda _: None)


UNCLOSED = {
    "drawings": repeated("<svg>"),
    "tags": repeated("<svg"),
    "ends of drawings": repeated("<svg>   </svg   "),
    "sheets": repeated("<style>"),
    "ends of sheets": repeated("<style></style"),
    "brackets": f"<style>{repeated('(', 100_000)}</style>",
    "brackets in a rule": f"<style>#a{{{repeated('(', 100_000)}}}</style><p id=a>",
    "rules": f"<style>{repeated('a{', 100_000)}</style>",
}


@pytest.mark.parametrize("kind", UNCLOSED)
def test_html_that_never_closes_is_shown_as_text(kind: str) -> None:
    html = displayed(UNCLOSED[kind])
    shown = "as text" in html or html.startswith("<pre>&lt;")
    assert shown


@pytest.mark.parametrize("style", [100_000 * "color:red;", "color:red;} #a {" * 10_000], ids=["long", "many"])
def test_style_of_many_elements_is_left_out_where_it_grows_too_large(style: str) -> None:
    elements = repeated("<p id=a>x", 20_000)
    html = displayed(f"<style>#a {{{style[:100_000]}}}</style>{elements}")
    assert html.count("<p") == elements.count("<p")
    assert len(html) < 2_000_000


def test_style_of_many_selectors_is_left_out_where_it_grows_too_large() -> None:
    selectors = ",".join(f"#a{number}" for number in range(9_000))
    elements = "".join(f"<p id=a{number}>x" for number in range(3_000))
    html = displayed(f"<style>{selectors} {{{'color:red;' * 5_000}}}</style>{elements}")
    assert html.count("<p") == 3_000
    assert len(html) < 2_000_000


def test_drawing_after_one_that_never_closes_and_in_capitals_is_a_picture() -> None:
    html = displayed("İ<p>a</p><SVG width='9'><path/></SVG ><p>b</p><svg>")
    assert html.count("data:image/svg+xml;base64,") == 1
    assert html.index("<p>a</p>") < html.index("<img") < html.index("<p>b</p>")


@pytest.mark.parametrize("part", ["<div>", "<ul><li>", "<table><tr><td>", "<b><i><u>"])
def test_elements_without_end_in_one_another_are_shown_as_they_were_written(part: str) -> None:
    html = displayed(f"{repeated(part)}text")
    assert html.startswith("<pre>")
    assert html.endswith("text</pre>")


def test_long_table_without_closing_tags_is_shown() -> None:
    html = displayed("<table>" + repeated("<tr><td>1<td>2") + "</table>")
    assert html.count("<td>") > 20_000


def test_half_a_character_is_a_question_mark() -> None:
    assert displayed("<p>\ud800</p>") == "<p>?</p>"
    assert written("a \udfff b").strip() == "<p>a ? b</p>"


@pytest.mark.parametrize(
    "part", ["\\[", "\\(", "\\begin{a}", "\\begin{matrix}\n", "~~a", "<div>", "a|b\n-|-\n", "[", "> ", "$"]
)
def test_long_text_is_shown_as_it_was_written(part: str) -> None:
    html = written(repeated(part))
    assert html.startswith("<pre>")
    assert len(html) > LENGTH


@pytest.mark.parametrize("part", ["\\begin{a}", "\\begin{matrix}\n", "~~a", "[", "> ", "$", " ", "\t"])
def test_text_of_what_never_ends_is_read_at_once(part: str) -> None:
    assert "the end" in written(f"{repeated(part, 49_000)}the end")


def test_long_picture_in_a_text_is_no_long_text() -> None:
    html = markdown(f"**a** ![b](data:image/png;base64,{150_000 * 'A'})", lambda _: None)
    assert "<strong>a</strong>" in html
    assert len(html) > 150_000


def test_address_that_is_linked_to_ever_again_is_left_out() -> None:
    html = written(f"[a]: {40_000 * 'x'}\n\n{9_000 * 'a '}{2_000 * '[a] '}")
    assert html.count("<a ") < 20
    assert len(html) < 1_000_000


def test_picture_that_is_shown_ever_again_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(bytes(4_000_000))
    album = Album(tmp_path)
    texts = [markdown(1_000 * "![b](a.png) ", album.of({})) for _ in range(20)]
    attached = {"a.png": {"image/png": 4_000_000 * "A"}}
    texts += [markdown(1_000 * "![b](attachment:a.png) ", album.of(attached)) for _ in range(20)]
    assert 5 < sum(text.count("src=") for text in texts) < 20
