"""The tests' process: runs the trainer's set-up and test cells, never a line of the learner's."""

from __future__ import annotations

import json
import socket
from typing import Any

from classroom.kernel.client import Link, Namespace
from classroom.kernel.errors import LearnerGoneError
from classroom.kernel.shell import CellShell
from classroom.wire import framing

__all__ = ["serve"]

_CONTROL_LIMIT = 32 * 1024 * 1024


def serve(control: socket.socket, link: socket.socket, shell: CellShell) -> None:
    """Run the cells that come over `control`, asking the learner's process over `link`."""
    space = Namespace(shell.user_ns)
    shell.user_ns = space
    space.link = Link(link)
    space.begin()
    while True:
        try:
            order = json.loads(framing.receive(control, _CONTROL_LIMIT))
            answer = {**_obey(order, shell, space), "token": order["token"]}
            framing.send(control, json.dumps(answer).encode())
        except KeyboardInterrupt:
            continue  # the interrupt of a cell that had just ended
        except framing.ClosedError:
            return


def _obey(order: dict[str, Any], shell: CellShell, space: Namespace) -> dict[str, Any]:
    for name in order["forget"]:  # an answer cell has bound these: from here on they are the learner's
        space.pop(name, None)
    space.learners = frozenset(order["learners"])
    space.begin()
    if space.link is not None:
        space.link.unsendable.clear()
    if order["source"] is None:
        return {}
    before = space.link.calls if space.link else 0
    outputs, error = shell.execute(order["source"], silent=order["silent"])
    line = _line_of(error)
    return {
        "outputs": outputs,
        "error": error is not None,
        "memory": isinstance(error, MemoryError) and not getattr(error, "from_learner", False),
        "learner_memory": isinstance(error, MemoryError) and getattr(error, "from_learner", False),
        "from_learner": bool(getattr(error, "from_learner", False)),
        "gone": isinstance(error, LearnerGoneError),
        "line": line,
        "direct": _is_direct(error),
        "assertion": isinstance(error, AssertionError),
        "calls": space.link.calls - before if space.link else 0,
        "unsendable": list(space.link.unsendable) if space.link else [],
    }


def _is_direct(error: BaseException | None) -> bool:
    """Whether a statement of the cell itself raised the error, and not a function it called."""
    trace = error.__traceback__ if error is not None else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and "ipython-input" in trace.tb_frame.f_code.co_filename


def _line_of(error: BaseException | None) -> int | None:
    """The line of the cell that the error passed through."""
    trace = error.__traceback__ if error is not None else None
    while trace is not None:
        if "ipython-input" in trace.tb_frame.f_code.co_filename:
            return trace.tb_lineno
        trace = trace.tb_next
    return None
