"""A small site, finished: one style sheet and one script, a head that describes the page."""

import re

import pytest

from digital_factory.sphinx_ext.finished_pages import finish

HEAD = """<!DOCTYPE html>
<html lang="en" data-content_root="{root}"><head><meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1.0" /><meta name="viewport" content="x"/>
<title>{title} &#8212; The book</title>
<!-- a comment of the theme -->
<link href="{root}_static/styles/theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="{root}_static/book.css?v=1" />
<script defer src="{root}_static/scripts/fontawesome.js?digest=1"></script>
<link rel="preload" as="script" href="{root}_static/scripts/bootstrap.js?digest=1" />
<script src="{root}_static/first.js?v=1"></script>
<script>DOCUMENTATION_OPTIONS.pagename = 'x';</script>
<script src="{root}_static/second.js"></script>
<script src="{root}_static/searchtools.js"></script>
<script src="{root}searchindex.js"></script>
{more}</head><body><i class="fas fa-list"></i><article class="bd-article">{article}</article></body></html>
"""
FIRST = "<p>Short.</p><p>The <em>first</em> paragraph that says &amp; tells what the page is for.</p>"


@pytest.fixture
def site(tmp_path):
    static = tmp_path / "_static"
    for path, text in {
        "styles/theme.css": "a{color:red}.absent{color:red}",
        "book.css": "article{color:blue}",
        "first.js": "const first = 1;",
        "second.js": "window.second = first;",
        "searchtools.js": "",
        "runtime.js": "",
        "scripts/fontawesome.js": "",
        "scripts/bootstrap.js": "",
        "vendor/fontawesome/font.woff2": "",
    }.items():
        (static / path).parent.mkdir(parents=True, exist_ok=True)
        (static / path).write_text(text)
    (tmp_path / "book").mkdir()
    pages = {
        "book/a.html": ("The book", "../", '<script src="../_static/runtime.js"></script>\n', FIRST),
        "book/b.html": ("Words", "../", '<meta name="description" content="Own." />\n', FIRST),
        "search.html": ("Search", "", "", '<div id="search-results"></div><a></a>'),
    }
    for name, (title, root, more, article) in pages.items():
        (tmp_path / name).write_text(HEAD.format(title=title, root=root, more=more, article=article))
    (tmp_path / "index.html").write_text('<meta http-equiv="Refresh" content="0; url=book/a.html" />\n')
    finish(tmp_path)
    return tmp_path


def loaded(page):
    return re.findall(r'(?:src|href)="([^"?]*\.(?:js|css))', page)


def test_finish_page_loads_one_style_sheet_one_script_and_what_is_its_own(site):
    assert loaded((site / "book/a.html").read_text()) == [
        "../_static/book-style.css",
        "../_static/book-script.js",
        "../_static/runtime.js",
    ]
    assert loaded((site / "book/b.html").read_text()) == [
        "../_static/book-style.css",
        "../_static/book-script.js",
    ]


def test_finish_page_that_searches_keeps_the_index_after_the_shared_script(site):
    page = (site / "search.html").read_text()
    assert loaded(page) == [
        "_static/book-style.css",
        "_static/book-script.js",
        "_static/searchtools.js",
        "searchindex.js",
    ]
    assert page.count("<script defer") == 3


def test_finish_shared_files_hold_the_used_rules_and_the_scripts_in_their_order(site):
    static = site / "_static"
    assert (static / "book-style.css").read_text() == "a{color:red}article{color:blue}"
    script = (static / "book-script.js").read_text()
    assert script == "const first = 1;\n;\nwindow.second = first;\n;\n"
    assert not (static / "vendor").exists()
    assert not (static / "scripts" / "fontawesome.js").exists()


def test_finish_head_describes_the_page_once(site):
    page = (site / "book/a.html").read_text()
    assert page.count("viewport") == 1
    assert "<title>The book</title>" in page
    assert (
        '<meta name="description" content="The first paragraph that says &amp; tells what the page is for.">'
        in page
    )
    other = (site / "book/b.html").read_text()
    assert "<title>Words &#8212; The book</title>" in other
    assert other.count('name="description"') == 1


def test_finish_pages_seen_before_stay_as_they_are(site):
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    finish(site)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_finish_folder_without_pages_of_a_theme_changes_nothing(tmp_path):
    (tmp_path / "index.html").write_text("<p>plain</p>")
    finish(tmp_path)
    assert (tmp_path / "index.html").read_text() == "<p>plain</p>"
