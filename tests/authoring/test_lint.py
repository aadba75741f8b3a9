"""The lint of chapters: a chapter that keeps the contract passes, and each promise broken is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digital_factory.authoring.lint import Problem, lint

ROOT = Path(__file__).parents[2]

QUESTION = """
:::{admonition} What happens to the wait?
:class: quiz
- It falls.
  > **No.** It grows.
- It grows.
  > **Right.** The slack shrinks.
:::
"""

SCENE = "In March the service is shown to the board, and in December it still waits for a review. " * 3

CHAPTER = f"""---
kernelspec:
  name: python3
---

# 8. The wall

{SCENE}

The bank is fictional and its data are synthetic.

## What you will be able to do

1. **Read a log.** *Tasks `wall-1`, `wall-2`.*
2. **Find the bottleneck.** *Task `wall-3`.*
3. **Say what would change.** *Task `wall-answer`.*

**Before you start:** some pandas.

**Time:** 45 minutes for this page, 40 minutes for the exercise (six a task).

## The claim

The article says {{cite}}`poisson_excerpt`:

> « Les services retombent. »

*The services fall back* (our translation).

**Who agrees.** A study {{cite}}`study2017`.

**Who says otherwise.** Nobody we found.

## Predict

::::{{admonition}} Before you touch the model
:class: predict
How long?

:::{{admonition}} What the model says, and why
:class: dropdown answer
**5 months.** Little is left.
:::
::::

## The model

```{{math}}
:label: eq-wall-mm1
W = 1/(\\mu-\\lambda)
```

:::{{admonition}} Model card
:class: model-card
- **Question:** how long?
- **Assumes:** one queue.
- **Units:** months.
- **Source:** {{cite}}`study2017`.
- **Leaves out:** politics.
:::

## Play

```{{code-cell}} ipython3
:tags: [hide-input]
from digital_factory.cases import wall

wall.explorer()
```

### Three things to look for

1. **Near the limit.** What happens?

   :::{{admonition}} What you see, and why
   :class: dropdown
   It explodes.
   :::

2. **Regular work.** What happens?

   :::{{admonition}} What you see, and why
   :class: dropdown
   It calms down.
   :::

3. **Rework.** What happens?

   :::{{admonition}} What you see, and why
   :class: dropdown
   It comes again.
   :::

## Worked example

```{{code-cell}} ipython3
# not a heading
1 + 1
```

```{{code-cell}} ipython3
2 + 2
```

## Check yourself
{QUESTION * 4}
## The manager's question

**Who absorbs the output?**

{"The log shows who waits and for how long, and cannot show what customers wanted. " * 4}

## Take-aways

- One.
- Two.
- Three.

**Words:** {{term}}`lead time`.

**Now do it yourself:** [the exercise](../exercises/08-the-wall/08-the-wall.ipynb).

## References

```{{bibliography}}
:filter: docname in docnames
```
"""

BIB = "@misc{poisson_excerpt,\n  title = {A},\n}\n\n@article{study2017,\n  title = {B},\n}\n"
GLOSSARY = "# Words\n\n```{glossary}\nlead time\n: From start to end.\n\nWIP\n: Started, not finished.\n```\n"
TOC = "root: book/index\nparts:\n  - chapters:\n      - file: book/08-the-wall\n      - file: book/glossary\n"


def make_course(root: Path, chapter: str = CHAPTER, bib: str = BIB) -> Path:
    """Write a course with one chapter that has four tasks into `root`."""
    (root / "book").mkdir()
    (root / "solutions/08-the-wall").mkdir(parents=True)
    (root / "_toc.yml").write_text(TOC, "utf-8")
    (root / "book/index.md").write_text("# Course\n", "utf-8")
    (root / "book/08-the-wall.md").write_text(chapter, "utf-8")
    (root / "book/references.bib").write_text(bib, "utf-8")
    (root / "book/glossary.md").write_text(GLOSSARY, "utf-8")
    tasks = ("wall-1", "wall-2", "wall-3", "wall-answer")
    cells = [{"metadata": {"nbgrader": {"grade_id": task, "solution": True}}} for task in tasks]
    cells.append({"metadata": {"nbgrader": {"grade_id": "wall-1-test", "solution": False}}})
    notebook = root / "solutions/08-the-wall/08-the-wall.ipynb"
    notebook.write_text(json.dumps({"cells": cells}), "utf-8")
    return root


def messages(problems: list[Problem]) -> str:
    return "\n".join(str(problem) for problem in problems)


def test_lint_chapter_that_keeps_the_contract_finds_nothing(tmp_path: Path) -> None:
    assert messages(lint(make_course(tmp_path))) == ""


def test_lint_this_course_finds_nothing() -> None:
    assert messages(lint(ROOT)) == ""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("# 8. The wall\n", "", "a title (`# ...`) is missing"),
        (SCENE, "In March it waits.", "the opening scene has fewer than 40 words"),
        ("fictional", "big", "fictional and its data synthetic"),
        ("## Predict", "## Guess", 'the heading "Predict" is missing'),
        ("## The model", "## Play", 'the heading "The model" is missing'),
        ("3. **Say what would change.** *Task `wall-answer`.*\n", "", "2 objectives; the contract has 3"),
        ("`wall-3`", "three", "names no task such as `wall-1`"),
        ("`wall-3`", "`wall-9`", "`wall-9`, which is no task of the assignment"),
        ("`wall-1`, ", "", "no objective leads to the task `wall-1`"),
        ("**Before you start:**", "Before:", "prerequisites are missing"),
        ("45 minutes", "A while", "**Time:** must give the minutes"),
        ("(six a task)", "", "**Time:** must give the minutes"),
        ("> « Les services retombent. »", "They fall back.", "not quoted in French"),
        ("(our translation)", "", "no English rendering"),
        ("says {cite}`poisson_excerpt`", "says", "does not cite {cite}`poisson_excerpt`"),
        ("A study {cite}`study2017`", "A study", "cites no source but the article itself"),
        ("**Who says otherwise.**", "Others.", "begins **Who says otherwise.**"),
        (":class: predict", ":class: note", "one admonition of class predict"),
        ("How long?", "Think.", "one admonition of class predict"),
        ("**5 months.** Little", "Little", "Predict has no answer"),
        (":class: dropdown answer", ":class: dropdown", "Predict has no answer"),
        (":label: eq-wall-mm1", ":label: eq-mm1", "no equation carries a label that begins eq-wall-"),
        (":class: model-card", ":class: note", "0 model cards"),
        ("- **Units:** months.\n", "", "the model card does not say **Units:**"),
        ("wall.explorer()", "wall", "`wall.explorer()`"),
        ("3. **Rework.** What", "**Rework.** What", "2 guided observations; the contract has 3"),
        (":class: dropdown\n   It calms", ":class: note\n   It calms", "observation 2 has no answer"),
        ("```{code-cell} ipython3\n2 + 2\n```", "", "the worked example has 1 executed cells"),
        ("ipython3\n2 + 2", "ipython3\n:tags: [skip-execution]\n2 + 2", "is not executed (skip-execution)"),
        (QUESTION * 4, QUESTION * 3, "3 quiz questions; the contract has 4 to 6"),
        (QUESTION * 4, QUESTION * 7, "7 quiz questions; the contract has 4 to 6"),
        ("  > **No.** It grows.\n", "", "question 1: every option needs one explanation"),
        ("**No.** It grows", "**Right.** It grows", "question 1 has 2 options marked **Right.**"),
        ("**Right.**", "**No.**", "question 1 has 0 options marked **Right.**"),
        ("- It falls.\n  > **No.** It grows.\n", "", "question 1 has 1 options; 2 to 5 can be weighed"),
        ("**Who absorbs the output?**", "", "a question in bold and an answer"),
        ("- Three.\n", "", "fewer than 3 take-aways"),
        ("{term}`lead time`", "lead time", "**Words:** with {term} links"),
        ("{term}`lead time`", "{term}`dead time`", "“dead time” is not in book/glossary.md"),
        ("08-the-wall/08-the-wall.ipynb", "", "no link to the assignment"),
        (":filter: docname in docnames\n", "", "References must hold {bibliography}"),
        ("{cite}`poisson_excerpt`", "{cite}`poisson_excerpt,nobody`", "{cite}`nobody` has no entry"),
    ],
)
def test_lint_chapter_with_one_promise_broken_names_it(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in CHAPTER
    count = 1 if "**" in old or old.startswith("  >") or "quiz" in old else -1
    found = messages(lint(make_course(tmp_path, CHAPTER.replace(old, new, count))))
    assert expected in found
    assert "book/08-the-wall.md:" in found


def test_lint_headings_in_another_order_names_the_order(tmp_path: Path) -> None:
    start, rest = CHAPTER.split("## Predict")
    predict, end = rest.split("## The model")
    model, end = end.split("## Play")
    mixed = f"{start}## The model{model}## Predict{predict}## Play{end}"
    assert "the contract's order is" in messages(lint(make_course(tmp_path, mixed)))


def test_lint_source_that_nobody_cites_names_the_entry(tmp_path: Path) -> None:
    course = make_course(tmp_path, bib=BIB + "@book{idle1999,\n  title = {C},\n}\n")
    assert messages(lint(course)) == "book/references.bib:1: nothing cites the entry `idle1999`"


def test_lint_chapter_without_assignment_says_so(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    (course / "solutions/08-the-wall/08-the-wall.ipynb").unlink()
    assert "solutions/08-the-wall/08-the-wall.ipynb has no tasks" in messages(lint(course))


def test_lint_page_listed_and_not_written_names_it(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    (course / "book/index.md").unlink()
    assert "_toc.yml:1: book/index.md does not exist" in messages(lint(course))


def test_lint_page_written_and_not_listed_names_it(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    (course / "book/09-lost.md").write_text("# Lost\n", "utf-8")
    assert "book/09-lost.md:1: the page is not in _toc.yml" in messages(lint(course))


def test_lint_trainers_page_of_a_chapter_is_no_chapter(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    (course / "book/trainer").mkdir()
    (course / "book/trainer/08-the-wall.md").write_text("# Chapter 8\n", "utf-8")
    (course / "_toc.yml").write_text(TOC + "      - file: book/trainer/08-the-wall\n", "utf-8")
    assert lint(course) == []
