"""Sections far from the screen are marked, with how long they are."""

from __future__ import annotations

from digital_factory.sphinx_ext.lazy_sections import mark_lazy_sections

PAGE = """<main><article><section id="chapter"><h1>Chapter</h1>
<section id="first"><h2>First</h2></section>
<section id="second"><h2>Second</h2><section id="inner"><h3>Inner</h3></section><style>p {}</style></section>
<section id="wide"><div class="full-width">Chart</div></section>
<section class="own" id="own"><h2>Own</h2></section>
<section id="last"><p>a &amp; b</p></section>
</section></article></main>"""


def test_mark_lazy_sections_page_of_sections_marks_all_but_the_first_and_the_wide_with_their_length() -> None:
    marked = mark_lazy_sections(PAGE)
    mark = 'class="lazy-section" style="--df-characters: '
    assert f'<section {mark}11" id="second"><h2>Second</h2><section id="inner">' in marked
    assert f'<section {mark}5" id="last">' in marked
    assert marked.count("lazy-section") == 2


def test_mark_lazy_sections_page_that_is_marked_is_left_as_it_is() -> None:
    marked = mark_lazy_sections(PAGE)
    assert mark_lazy_sections(marked) == marked


def test_mark_lazy_sections_page_without_an_article_is_left_as_it_is() -> None:
    assert mark_lazy_sections("<main><section></section></main>") == "<main><section></section></main>"
