"""What the build adds to a small book: ways into a chapter, cards, the exercise, the glossary, the site."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from digital_factory.sphinx_ext.page_head import describe

PUBLIC = "https://example.org/course/"
CONF = f"""
project = "A course"
root_doc = "book/index"
extensions = ["myst_parser", "digital_factory.sphinx_ext.extension"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 2
html_baseurl = "{PUBLIC}"
"""
INDEX = """---
myst:
  html_meta:
    description: One case that answers.
---

# A course

[Start](08-the-wall.md)

Or go to [the case](08-the-wall.md#play).

:::{admonition} The wall
:class: part

[8. The wall](08-the-wall.md)
: It stands.
: *Who pays?*
:::

```{toctree}
08-the-wall
words
```
"""
CHAPTER = """# 8. The wall

**Time:** 45 minutes for this page, about 65 minutes for the exercise (six a task).

## Play

A {term}`queue`.

**Now do it yourself:** {download}`the exercise <../exercises/08-the-wall/08-the-wall.ipynb>`, seven tasks.
"""
WORDS = """# Words

```{glossary}
queue
: Who waits.

slack
: What is left.
```
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built pages."""
    source = tmp_path_factory.mktemp("small")
    for name, text in {
        "conf.py": CONF,
        "book/index.md": INDEX,
        "book/08-the-wall.md": CHAPTER,
        "book/words.md": WORDS,
        "exercises/08-the-wall/08-the-wall.ipynb": "{}",
    }.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(source), str(source / "out")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return source / "out"


def page(built: Path, name: str) -> str:
    """Return a built page."""
    return (built / f"book/{name}.html").read_text(encoding="utf-8")


def test_chapter_has_its_ways_and_minutes_under_its_title(built: Path) -> None:
    ways = page(built, "08-the-wall").partition('class="chapter-ways"')[2].partition("</p>")[0]
    assert re.findall(r'href="(#[\w-]+)"', ways) == ["#case", "#do-the-exercise"]
    assert "45 minutes to read and play, 65 minutes for the exercise" in ways


def test_chapter_exercise_becomes_a_card_that_keeps_what_its_line_says(built: Path) -> None:
    card = page(built, "08-the-wall").partition('id="do-the-exercise"')[2]
    assert "Seven tasks. About 65 minutes." in card
    assert 'data-lab href="../lab/notebooks/index.html?path=exercises/08-the-wall.ipynb"' in card
    assert re.search(r'href="\.\./_downloads/\w+/08-the-wall\.ipynb"[^>]*><span>Download the notebook', card)
    assert "Now do it yourself" not in card


def test_start_page_lists_chapters_as_cards_and_leads_to_the_case(built: Path) -> None:
    start = page(built, "index")
    assert 'data-picture-of="book/08-the-wall"' in start
    assert "45 min, exercise 65 min" in start
    assert 'href="08-the-wall.html#case"' in start
    assert re.search(r'<p class="start-button"><a [^>]*href="08-the-wall.html"', start)


def test_glossary_has_letters_and_the_chapters_that_use_a_word(built: Path) -> None:
    words = page(built, "words")
    assert re.findall(r"<a href=\"#term-(\w+)\">(\w)</a>", words) == [("queue", "Q"), ("slack", "S")]
    assert words.count("Used in") == 1
    assert '<a href="08-the-wall.html">chapter 8</a>' in words


def test_site_has_a_map_of_its_pages_and_a_page_for_what_is_not_there(built: Path) -> None:
    listed = re.findall(r"<loc>([^<]*)</loc>", (built / "sitemap.xml").read_text(encoding="utf-8"))
    assert listed == [f"{PUBLIC}book/{name}.html" for name in ("08-the-wall", "index", "words")]
    assert 'href="search.html"' in (built / "404.html").read_text(encoding="utf-8")


def test_first_address_shows_what_the_start_page_shows_where_it_is_shared(built: Path) -> None:
    first, start = (built / "index.html").read_text(encoding="utf-8"), page(built, "index")
    shown = re.findall(r'<(?:meta .*(?:property="og:|name="description")|link rel="canonical").*>', first)
    assert len(shown) >= 10
    assert '<meta property="og:description" content="One case that answers.">' in shown
    assert [tag for tag in shown if tag not in start] == []


def test_page_with_a_description_of_its_own_shows_that_where_it_is_shared() -> None:
    head = '<title>Words — The book</title><meta content="Its own &amp; short." name="description" />'
    shared = describe(f"<html><head>{head}</head><body><article></article></body></html>")
    assert shared.count('name="description"') == 1
    assert '<meta property="og:description" content="Its own &amp; short.">' in shared
    assert '<meta property="og:title" content="Words">' in shared
    assert '<meta property="og:site_name" content="The book">' in shared


def test_page_that_is_shared_shows_its_address_and_a_picture() -> None:
    words = "A paragraph that is long enough to stand for the whole page where people share it."
    plain = (
        f'<html data-content_root="../"><head><title>A page</title>'
        f'<link rel="canonical" href="{PUBLIC}book/a.html" /></head>'
        f"<body><article><p>{words}</p></article></body></html>"
    )
    shared = describe(plain)
    assert f'<meta property="og:url" content="{PUBLIC}book/a.html">' in shared
    assert f'<meta property="og:image" content="{PUBLIC}_static/share.png">' in shared


def test_second_book_leads_to_chapters_and_reports_that_lie_beside_it(tmp_path: Path) -> None:
    conf = (
        "from digital_factory.sphinx_ext.second_book import overrides\n"
        'root_doc = "book/trainer/index"\n'
        'extensions = ["myst_parser", "digital_factory.sphinx_ext.extension"]\n'
        "globals().update(overrides())\n"
    )
    text = (
        "# Guide\n\n[Chapter](../08-the-wall.md), [report](../../_build/sample-class/reports/a/report.html)\n"
    )
    (tmp_path / "book/trainer").mkdir(parents=True)
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    (tmp_path / "book/trainer/index.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(tmp_path), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    guide = (tmp_path / "out/book/trainer/index.html").read_text(encoding="utf-8")
    assert 'href="../../../html/book/08-the-wall.html"' in guide
    assert 'href="../../../sample-class/reports/a/report.html"' in guide
