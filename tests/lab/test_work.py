"""What the lab does with a learner's notebook: answers carried over, points counted, files told apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from guarded import guarded_page, served
from playwright.sync_api import Browser, Page

from digital_factory import hand_in

EXTENSION = Path(__file__).parents[2] / "lab" / "extension" / "static"
HEADING = "## Earlier"


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page that can import the extension's modules."""
    folder = tmp_path_factory.mktemp("extension")
    (folder / "index.html").write_text("<link rel='icon' href='data:,'>", encoding="utf-8")
    for module in EXTENSION.glob("*.js"):
        (folder / module.name).write_bytes(module.read_bytes())
    with served(folder) as address, guarded_page(browser) as opened:
        opened.goto(f"{address}/index.html")
        yield opened


def call(page: Page, function: str, *arguments: Any) -> Any:
    """What a function of work.js returns."""
    script = "async ([name, given]) => (await import('./work.js'))[name](...given)"
    return page.evaluate(script, [function, list(arguments)])


def answer(task: str, source: str, **metadata: Any) -> dict[str, Any]:
    marks = {"grade_id": task, "solution": True, **metadata}
    return {
        "cell_type": "code",
        "id": task,
        "source": source,
        "metadata": {"nbgrader": marks},
        "outputs": [{"output_type": "stream"}],
        "execution_count": 3,
    }


def check(task: str, points: int, *, ran: bool, failed: bool = False) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": task,
        "source": "checks.passed()",
        "metadata": {"nbgrader": {"grade_id": task, "grade": True, "points": points, "locked": True}},
        "outputs": [{"output_type": "error"}] if failed else [],
        "execution_count": 4 if ran else None,
    }


def text(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "source": source, "metadata": {}}


def notebook(*cells: dict[str, Any], released: list[str] | None = None) -> dict[str, Any]:
    names = [cell["id"] for cell in cells] if released is None else released
    return {"nbformat": 4, "metadata": {"course": {"version": "1", "cells": names}}, "cells": list(cells)}


def sources(carried: dict[str, Any]) -> list[str]:
    return [cell["source"] for cell in carried["notebook"]["cells"]]


def test_carry_over_puts_answers_into_the_new_text_by_grade_id(page: Page) -> None:
    saved = notebook(text("t", "old words"), answer("wall-1", "mine"), answer("wall-2", "also mine"))
    fresh = notebook(text("t", "new words"), answer("wall-2", "stub"), answer("wall-1", "stub"))

    carried = call(page, "carryOver", saved, fresh, HEADING)

    assert sources(carried) == ["new words", "also mine", "mine"]
    assert carried["leftOver"] is False
    assert all(cell["outputs"] == [] for cell in carried["notebook"]["cells"][1:])


def test_carry_over_never_takes_a_check_from_the_learner_s_copy(page: Page) -> None:
    changed = check("wall-1-test", 2, ran=True) | {"source": "pass"}

    carried = call(
        page, "carryOver", notebook(changed), notebook(check("wall-1-test", 2, ran=False)), HEADING
    )

    assert sources(carried) == ["checks.passed()"]


def test_carry_over_keeps_the_learner_s_own_cells_where_they_stood(page: Page) -> None:
    saved = notebook(
        answer("wall-1", "mine"),
        text("own", "a note of mine"),
        text("gone", "a sentence of the old version"),
        released=["wall-1", "gone"],
    )
    fresh = notebook(answer("wall-1", "stub"), text("end", "The end."))

    carried = call(page, "carryOver", saved, fresh, HEADING)

    assert sources(carried) == ["mine", "a note of mine", "The end."]


def test_carry_over_from_a_file_whose_cells_lost_their_ids_repeats_no_text(page: Page) -> None:
    fresh = notebook(text("t", "The task."), answer("wall-1", "stub"))
    saved = notebook(
        text("t", "The task."), answer("wall-1", "mine"), *(text(name, f"my note {name}") for name in "abc")
    )
    for cell in saved["cells"]:
        del cell["id"]

    carried = call(page, "carryOver", saved | {"metadata": {}}, fresh, HEADING)

    assert sources(carried) == ["The task.", "mine", "my note a", "my note b", "my note c"]


@pytest.mark.parametrize(
    ("here", "would_lose"), [("stub", False), ("theirs", False), (" ", False), ("mine", True)]
)
def test_has_more_is_true_of_answers_that_are_in_neither_the_file_nor_the_exercise(
    page: Page, here: str, would_lose: bool
) -> None:
    current, other, fresh = (notebook(answer("wall-1", words)) for words in (here, "theirs", "stub"))

    assert call(page, "hasMore", current, other, fresh) is would_lose


def test_carry_over_of_a_task_that_is_gone_puts_its_answer_at_the_end(page: Page) -> None:
    saved = notebook(answer("wall-1", "mine"), answer("wall-9", "for a task that is gone"))

    carried = call(page, "carryOver", saved, notebook(answer("wall-1", "stub")), HEADING)

    assert sources(carried) == ["mine", HEADING, "for a task that is gone"]
    assert carried["leftOver"] is True
    assert carried["notebook"]["cells"][-1]["metadata"] == {}


def test_tally_counts_checks_that_ran_without_error(page: Page) -> None:
    by_hand = text("wall-answer", "") | {
        "metadata": {"nbgrader": {"grade_id": "wall-answer", "grade": True, "points": 3}}
    }
    cells = [
        check("wall-1-test", 2, ran=True),
        check("wall-2-test", 4, ran=True, failed=True),
        check("wall-3-test", 1, ran=False),
        by_hand,
    ]

    assert call(page, "tally", cells) == {"have": 2, "all": 7, "byHand": 3, "left": ["2", "3"]}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no JSON",
        "[]",
        "null",
        "{}",
        '{"nbformat": 4}',
        '{"nbformat": 4, "cells": [1]}',
        '{"nbformat": 4, "cells": [{"cell_type": "video", "source": ""}]}',
        '{"nbformat": 3, "worksheets": [{"cells": []}]}',
    ],
)
def test_parse_notebook_of_another_file_is_null(page: Page, content: str) -> None:
    assert call(page, "parseNotebook", content) is None


def test_shares_tasks_of_another_exercise_is_false(page: Page) -> None:
    wall, squads = notebook(answer("wall-1", "")), notebook(answer("squads-1", ""))

    assert call(page, "sharesTasks", wall, wall) is True
    assert call(page, "sharesTasks", wall, squads) is False


def test_download_has_the_kernel_of_a_machine_and_comes_back_with_the_lab_s(page: Page) -> None:
    out = call(page, "forDownload", notebook())
    back = call(page, "forHere", out)

    assert out["metadata"]["kernelspec"]["name"] == "python3"
    assert back["metadata"]["kernelspec"]["name"] == "python"


def test_for_hand_in_has_the_digest_that_the_hand_in_cell_writes(page: Page) -> None:
    notebook = {"metadata": {}, "cells": [text("a", "Ünïcode\r\nand\u2028more"), answer("wall-1", 'x = "1"')]}

    sent = call(page, "forHandIn", notebook, "08-the-wall", "ada")

    theirs, ours = (
        sent["metadata"]["hand_in"],
        hand_in._marked(notebook, "08-the-wall", "ada")["metadata"]["hand_in"],
    )
    assert {**theirs, "written": ""} == {**ours, "written": ""}


@pytest.mark.parametrize("learner", ["ada", "s 01", "ö@x.org", "../ada", "a+b", "", ".a", "a."])
def test_id_is_one_by_the_same_rule_here_and_in_the_hand_in_cell(page: Page, learner: str) -> None:
    assert call(page, "isId", learner) == bool(hand_in._ID.fullmatch(learner))
