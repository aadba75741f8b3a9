"""The numbers in a chapter's text are the numbers of the code that computes them.

`figures/<page>.py` lists them: `FIGURES` for the page; for a chapter also, if it has them, `RUBRIC` for the
tasks and the rubric of its assignment, `CODE` for constants in its cells, and `TRAINER` for its page in the
trainer's guide.
"""

import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from page_text import folded
from solved import Solved

ROOT = Path(__file__).parents[2]
FIGURES = Path(__file__).parent / "figures"

TEXTS: dict[str, Callable[[str], str]] = {
    "FIGURES": lambda slug: (ROOT / "book" / f"{slug}.md").read_text(encoding="utf-8"),
    "RUBRIC": lambda slug: Solved(slug).prose,
    "CODE": lambda slug: Solved(slug).code,
    "TRAINER": lambda slug: (ROOT / "book" / "trainer" / f"{slug}.md").read_text(encoding="utf-8"),
}


def _cases() -> Iterator[object]:
    for path in sorted(FIGURES.glob("*.py")):
        listed = runpy.run_path(str(path))
        for name in TEXTS:
            for template, value in listed.get(name, []):
                yield pytest.param(name, path.stem, template, value, id=f"{path.stem}: {template[:50]}")


@pytest.mark.parametrize(("text", "slug", "template", "value"), list(_cases()))
def test_figure_in_the_text_equals_the_computed_one(
    text: str, slug: str, template: str, value: Callable[[], object]
) -> None:
    computed = value()
    fragment = template.format(*computed) if isinstance(computed, tuple) else template.format(computed)
    assert folded(fragment) in folded(TEXTS[text](slug)), (
        f"{slug} ({text}) does not say {fragment!r}, which is what the code computes now. "
        "Mend the sentence or the code."
    )


def test_figures_every_chapter_with_a_model_has_a_list() -> None:
    chapters = {p.stem for p in (ROOT / "book").glob("[0-9][0-9]-*.md")}
    listed = {p.stem for p in FIGURES.glob("*.py")}
    assert chapters <= listed
    assert all((ROOT / "book" / f"{page}.md").exists() for page in listed)
