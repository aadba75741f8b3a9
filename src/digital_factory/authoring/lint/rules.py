"""The chapter contract, one rule a promise to the reader. The package applies them to the book's pages.

A rule yields, for each way in which a chapter breaks it, the line of the section and what is missing there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from digital_factory.authoring.lint.myst import (
    Section,
    directives,
    items,
    prose,
    roles,
    sections,
    terms,
)

__all__ = ["RULES", "Chapter", "Rule"]

_HEADINGS = (
    "What you will be able to do",
    "The claim",
    "Predict",
    "The model",
    "Play",
    "Three things to look for",
    "Worked example",
    "Check yourself",
    "The manager's question",
    "Take-aways",
    "References",
)
_CARD = ("Question:", "Assumes:", "Units:", "Source:", "Leaves out:")
_EXPLANATION = re.compile(r"^\s*> *\*\*([^*]+)\*\*", re.MULTILINE)
_SCENE_WORDS = 40


@dataclass(frozen=True)
class Chapter:
    """The text of one chapter, `page` relative to the course's `root`, and what the rules ask of it."""

    root: Path
    page: str
    text: str

    @property
    def slug(self) -> str:
        return Path(self.page).stem

    @property
    def bare(self) -> str:
        """The word that names the chapter's model, case and tasks."""
        return self.slug.rsplit("-", 1)[-1]

    @cached_property
    def sections(self) -> dict[str, Section]:
        return {section.title: section for section in sections(self.text)}

    def section(self, title: str) -> Section:
        """The section of that title, empty if it is missing (the rule on headings says so)."""
        return self.sections.get(title, Section(title, 2, 1, ""))

    @cached_property
    def task_ids(self) -> list[str]:
        """Grade ids of the cells that learners fill in, from the assignment's source."""
        path = self.root / "solutions" / self.slug / f"{self.slug}.ipynb"
        if not path.is_file():
            return []
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        graded = [cell["metadata"].get("nbgrader", {}) for cell in cells]
        return [str(meta["grade_id"]) for meta in graded if meta.get("solution")]


Rule = Callable[[Chapter], Iterator[tuple[int, str]]]


def _headings(chapter: Chapter) -> Iterator[tuple[int, str]]:
    present = [title for title in chapter.sections if title in _HEADINGS]
    for title in _HEADINGS:
        if title not in present:
            yield 1, f'the heading "{title}" is missing'
    expected = [title for title in _HEADINGS if title in present]
    if present != expected:
        yield 1, f"the headings are in the order {present}; the contract's order is {expected}"


def _opening(chapter: Chapter) -> Iterator[tuple[int, str]]:
    title = next((section for section in chapter.sections.values() if section.level == 1), None)
    if title is None:
        yield 1, "a title (`# ...`) is missing"
        return
    if len(title.body.split()) < _SCENE_WORDS:
        yield title.line, f"the opening scene has fewer than {_SCENE_WORDS} words"
    if "fictional" not in chapter.text or "synthetic" not in chapter.text:
        yield title.line, "the page does not say that its firm is fictional and its data synthetic"


def _objectives(chapter: Chapter) -> Iterator[tuple[int, str]]:
    section = chapter.section("What you will be able to do")
    objectives = items(section.body)
    if len(objectives) != 3:
        yield section.line, f"{len(objectives)} objectives; the contract has 3"
    if not chapter.task_ids:
        yield section.line, f"solutions/{chapter.slug}/{chapter.slug}.ipynb has no tasks to map objectives to"
    named = set()
    for objective in objectives:
        ids = re.findall(rf"`({chapter.bare}-[\w-]+)`", objective)
        named.update(ids)
        if not ids:
            yield section.line, f"the objective “{objective[:40]}…” names no task such as `{chapter.bare}-1`"
    for task in sorted(named - set(chapter.task_ids)):
        yield section.line, f"the objectives name `{task}`, which is no task of the assignment"
    for task in sorted(set(chapter.task_ids) - named):
        yield section.line, f"no objective leads to the task `{task}`"


def _minutes(chapter: Chapter) -> Iterator[tuple[int, str]]:
    section = chapter.section("What you will be able to do")
    if "**Before you start:**" not in section.body:
        yield section.line, "prerequisites are missing: a paragraph that begins **Before you start:**"
    time = re.search(r"\*\*Time:\*\*(.*?)(\n\n|$)", section.body, re.DOTALL)
    if not time or len(re.findall(r"\d+ minutes", time[1])) < 2 or "a task" not in time[1]:
        yield section.line, "**Time:** must give the minutes for the page, for the exercise and for a task"


def _claim(chapter: Chapter) -> Iterator[tuple[int, str]]:
    section = chapter.section("The claim")
    if not re.search(r"^> .*«", section.body, re.MULTILINE):
        yield section.line, "the article is not quoted in French (a block quote with « »)"
    if "our translation" not in section.body:
        yield section.line, "the quote has no English rendering marked (our translation)"
    cited = roles(section.body, "cite")
    if "poisson_excerpt" not in cited:
        yield section.line, "the quote does not cite {cite}`poisson_excerpt`"
    if not set(cited) - {"poisson_excerpt"}:
        yield section.line, "the claim cites no source but the article itself"
    for side in ("**Who agrees", "**Who says otherwise"):
        if side not in section.body:
            yield section.line, f"a paragraph that begins {side}.** is missing"


def _predict(chapter: Chapter) -> Iterator[tuple[int, str]]:
    section = chapter.section("Predict")
    boxes = [box for box in directives(section.body) if box.has_class("predict")]
    if len(boxes) != 1 or "?" not in boxes[0].body:
        yield section.line, "Predict must hold one admonition of class predict that asks a question"
        return
    answers = [box for box in directives(boxes[0].body) if box.has_class("answer")]
    if len(answers) != 1 or not re.match(r"\s*\*\*[^*]+\*\*", answers[0].body):
        yield section.line, "Predict has no answer: an admonition of class answer that begins **with it.**"


def _model(chapter: Chapter) -> Iterator[tuple[int, str]]:
    section = chapter.section("The model")
    boxes = directives(section.body)
    labels = [box.options.get("label", "") for box in boxes if box.name == "math"]
    if not any(label.startswith(f"eq-{chapter.bare}-") for label in labels):
        yield section.line, f"no equation carries a label that begins eq-{chapter.bare}-"
    cards = [box for box in boxes if box.has_class("model-card")]
    if len(cards) != 1:
        yield (
            section.line,
            f"{len(cards)} model cards (admonitions of class model-card); the contract has 1",
        )
    for card in cards:
        for entry in _CARD:
            if f"**{entry}**" not in card.body:
                yield section.line, f"the model card does not say **{entry}**"


def _play(chapter: Chapter) -> Iterator[tuple[int, str]]:
    section = chapter.section("Play")
    cells = [box.body for box in directives(section.body) if box.name == "code-cell"]
    call = f"{chapter.bare}.explorer()"
    if not any(
        f"from digital_factory.cases import {chapter.bare}" in cell and call in cell for cell in cells
    ):
        yield section.line, f"no cell imports `{chapter.bare}` from digital_factory.cases and calls `{call}`"
    guided = chapter.section("Three things to look for")
    observations = items(guided.body)
    if len(observations) != 3:
        yield guided.line, f"{len(observations)} guided observations; the contract has 3"
    for number, observation in enumerate(observations, start=1):
        if not any(box.has_class("dropdown") for box in directives(observation)):
            yield guided.line, f"observation {number} has no answer (an admonition of class dropdown)"


def _worked_example(chapter: Chapter) -> Iterator[tuple[int, str]]:
    section = chapter.section("Worked example")
    cells = [box for box in directives(section.body) if box.name == "code-cell"]
    if len(cells) < 2:
        yield section.line, f"the worked example has {len(cells)} executed cells; it needs at least 2"
    if any("skip-execution" in cell.options.get("tags", "") for cell in cells):
        yield section.line, "a cell of the worked example is not executed (skip-execution)"


def _quiz(chapter: Chapter) -> Iterator[tuple[int, str]]:
    section = chapter.section("Check yourself")
    questions = [box for box in directives(section.body) if box.has_class("quiz")]
    if not 4 <= len(questions) <= 6:
        yield section.line, f"{len(questions)} quiz questions; the contract has 4 to 6"
    for number, question in enumerate(questions, start=1):
        options = items(question.body)
        verdicts = [_EXPLANATION.findall(option) for option in options]
        if not 2 <= len(options) <= 5:
            yield section.line, f"question {number} has {len(options)} options; 2 to 5 can be weighed"
        if any(len(verdict) != 1 for verdict in verdicts):
            yield section.line, f"question {number}: every option needs one explanation (`> **No.** ...`)"
        right = sum(verdict == ["Right."] for verdict in verdicts)
        if right != 1:
            yield section.line, f"question {number} has {right} options marked **Right.**; it needs exactly 1"


def _manager(chapter: Chapter) -> Iterator[tuple[int, str]]:
    section = chapter.section("The manager's question")
    question = re.search(r"\*\*[^*]+\?\*\*", section.body)
    answer = prose(section.body).replace(question[0] if question else "", "")
    if not question or len(answer.split()) < _SCENE_WORDS:
        yield section.line, "a question in bold and an answer of a few sentences are missing"


def _take_aways(chapter: Chapter) -> Iterator[tuple[int, str]]:
    section = chapter.section("Take-aways")
    if len(items(section.body.split("**Words:**")[0])) < 3:
        yield section.line, "fewer than 3 take-aways"
    if "**Words:**" not in section.body or not roles(section.body, "term"):
        yield section.line, "**Words:** with {term} links into the glossary is missing"
    path = f"exercises/{chapter.slug}/{chapter.slug}.ipynb"
    if path not in section.body:
        yield section.line, f"no link to the assignment, {path}"


def _references(chapter: Chapter) -> Iterator[tuple[int, str]]:
    section = chapter.section("References")
    lists = [box for box in directives(section.body) if box.name == "bibliography"]
    if [box.options.get("filter") for box in lists] != ["docname in docnames"]:
        yield section.line, "References must hold {bibliography} with `:filter: docname in docnames`"


def _words_exist(chapter: Chapter) -> Iterator[tuple[int, str]]:
    glossary = (chapter.root / "book" / "glossary.md").read_text(encoding="utf-8")
    explained = {term.lower() for term in terms(glossary)}
    for term in sorted({term for term in roles(chapter.text, "term") if term.lower() not in explained}):
        yield 1, f"the word “{term}” is not in book/glossary.md"


RULES: tuple[Rule, ...] = (
    _headings,
    _opening,
    _objectives,
    _minutes,
    _claim,
    _predict,
    _model,
    _play,
    _worked_example,
    _quiz,
    _manager,
    _take_aways,
    _references,
    _words_exist,
)
