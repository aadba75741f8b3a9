"""What a cell puts out, in the notebook format."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from classroom.kernel.shell import CellShell, make_shell

PICTURE = """class Picture:
    def _repr_png_(self):
        return b"\\x89PNG and more"
Picture()"""


@pytest.fixture(scope="module")
def shell() -> Iterator[CellShell]:
    made = make_shell()
    yield made
    CellShell.clear_instance()


def outputs(shell: CellShell, source: str) -> list[dict[str, Any]]:
    found, _ = shell.execute(source)
    return found


def test_picture_as_bytes_is_put_out_in_base64(shell: CellShell) -> None:
    (output,) = outputs(shell, PICTURE)
    assert base64.b64decode(output["data"]["image/png"]) == b"\x89PNG and more"
    json.dumps(output)


def test_printed_text_of_one_stream_is_one_output(shell: CellShell) -> None:
    (output,) = outputs(shell, "print(1)\nprint(2)")
    assert output == {"output_type": "stream", "name": "stdout", "text": "1\n2\n"}


def test_error_keeps_name_and_text(shell: CellShell) -> None:
    (output,) = outputs(shell, "raise ValueError('no such row')")
    assert (output["ename"], output["evalue"]) == ("ValueError", "no such row")


def test_silent_cell_shows_no_value(shell: CellShell) -> None:
    found, error = shell.execute("1 + 1", silent=True)
    assert (found, error) == ([], None)


@pytest.mark.parametrize("magic", ["%%timeit -n1 -r1\n", "%%time\n", "%timeit -n1 -r1 ", "%time "])
def test_cell_timed_by_a_magic_runs_as_in_a_kernel(shell: CellShell, magic: str) -> None:
    assert shell.execute(f"{magic}seen = 1")[1] is None
    assert isinstance(shell.execute(f"{magic}assert False")[1], AssertionError)


def test_exit_ends_its_cell_and_no_more(shell: CellShell) -> None:
    with pytest.warns(UserWarning, match="To exit"):
        assert isinstance(shell.execute("exit()\nafter = 1")[1], SystemExit)
    assert shell.execute("'after' in globals()")[0][0]["data"] == {"text/plain": "False"}


def test_magic_that_a_kernel_loads_is_there(shell: CellShell) -> None:
    assert shell.find_line_magic("store") is not None
