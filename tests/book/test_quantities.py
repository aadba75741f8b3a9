"""No quantity without a source: each number and each share in words of a wrap-up or a trainer's page.

It must stand in a sentence that `figures/<page>.py` computes (`FIGURES` for a wrap-up, `TRAINER` for a
trainer's page), or in one that the module lists under `GIVEN` with the reason why no data stand behind it.
"""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_text import folded

ROOT = Path(__file__).parents[2]
FIGURES = Path(__file__).parent / "figures"
PAGES = {
    **{page.stem: (page, "FIGURES") for page in sorted((ROOT / "book").glob("wrap-up-*.md"))},
    **{
        f"trainer/{page.stem}": (page, "TRAINER")
        for page in sorted((ROOT / "book" / "trainer").glob("[0-9][0-9]-*.md"))
    },
}

_NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty)"
_PART = r"(?:half|halves|thirds?|quarters?|fifths?|sixths?|tenths?|hundredths?)"
QUANTITY = re.compile(
    rf"""(?<![\w-])(?:
        \d+(?:,\d\d\d)*(?:\.\d+)?%?             # 2,341   15.3   28%
      | most | few | fewest | majority | nearly\ (?:all|always) | hardly\ \w+ | largest | longest | commonest
      | (?:a|{_NUMBER})\ {_PART} | half | halves | twice\ (?:as|that|the|those) | (?:{_NUMBER}|several)\ times
      | {_NUMBER}(?:\ [\w']+){{0,2}}\ in\ (?!one){_NUMBER} | (?:more|less)\ than\ (?!one){_NUMBER}
    )(?![\w-])""",
    re.VERBOSE | re.IGNORECASE,
)
# What looks like a quantity and is none: the number of a list's item, a task or a chapter; marks.
_NAMES = (
    r"(?m)^\d+\. |\b[Tt]asks? \d(?: to \d)?|\b[Cc]hapters? \d+(?: (?:to|and) \d+)?|\bT\d\b"
    r"|\b[Hh]alf a point\b"
)
# What a learner may say is not the page's claim: a wrong answer of a quiz, a belief to ask back about.
_SAID = r"(?m)^- (?:\*\*[\"“].*?[\"”][.,]?\*\*|(?:(?!^- |^:::)[^\0])*?(?=^\s*> \*\*(?!Right)))"


def prose(text: str) -> str:
    """The page's sentences: without front matter, code, headings, the table of minutes and addresses."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^## Timings\n.*?(?=^## )", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^#.*$|\]\([^)]*\)", "", text, flags=re.MULTILINE)
    text = re.sub(_SAID, "- ", text)
    return folded(re.sub(_NAMES, "", text))


def unbound(text: str, fragments: list[str]) -> Iterator[str]:
    """Yield, with some words around it, each quantity of the text that no fragment holds."""
    covered = set()
    for fragment in fragments:
        start = text.find(fragment)
        while start >= 0:
            covered.update(range(start, start + len(fragment)))
            start = text.find(fragment, start + 1)
    for found in QUANTITY.finditer(text):
        if not covered.issuperset(range(*found.span())):
            yield f"{text[max(0, found.start() - 50) : found.start()]}[{found[0]}]{text[found.end() :][:50]}"


@pytest.mark.parametrize("name", PAGES)
def test_quantity_of_a_wrap_up_or_trainers_page_is_computed_or_given(name: str) -> None:
    page, listed = PAGES[name]
    module = runpy.run_path(str(FIGURES / f"{page.stem}.py"))
    fragments = []
    for template, value in module.get(listed, []):
        computed = value()
        fragments.append(
            template.format(*computed) if isinstance(computed, tuple) else template.format(computed)
        )
    text = prose(page.read_text(encoding="utf-8"))
    given = [folded(fragment) for fragment, _ in module.get("GIVEN", [])]
    assert [fragment for fragment in given if fragment not in text] == [], (
        "GIVEN lists what the page does not say"
    )
    missing = list(unbound(text, [folded(fragment) for fragment in (*fragments, *given)]))
    assert not missing, (
        f"{name} says what nobody has computed. List each in {listed} of figures/{page.stem}.py with the "
        "code that computes it, or in GIVEN with the reason:\n" + "\n".join(missing)
    )


@pytest.mark.parametrize(
    ("sentence", "quantities"),
    [
        ("Most projects in the factory are small.", ["Most"]),
        ("One service in four was not in operation.", ["One service in four"]),
        ("Integration works 16 days on a service, security 7.", ["16", "7"]),
        ("She finds few from before 2016.", ["few", "2016"]),
        ("Ask what the second row says.", []),
    ],
)
def test_quantity_in_a_sentence_is_seen(sentence: str, quantities: list[str]) -> None:
    assert [found[0] for found in QUANTITY.finditer(sentence)] == quantities
