"""The tests' process: runs the trainer's set-up and test cells, never a line of the learner's."""

from __future__ import annotations

import socket

from classroom.kernel import traces
from classroom.kernel.client import Link, Namespace
from classroom.kernel.errors import LearnerGoneError
from classroom.kernel.shell import CellShell
from classroom.wire import framing
from classroom.wire.orders import CellAnswer, RunTest, order_from_json

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
            order, token = order_from_json(framing.receive(control, _CONTROL_LIMIT))
            assert isinstance(order, RunTest)
            framing.send(control, _obey(order, shell, space).to_json(token))
        except KeyboardInterrupt:
            continue  # the interrupt of a cell that had just ended
        except framing.ClosedError:
            return


def _obey(order: RunTest, shell: CellShell, space: Namespace) -> CellAnswer:
    for name in order.forget:  # an answer cell has bound these: from here on they are the student's
        space.pop(name, None)
    space.student_names = frozenset(order.student_names)
    space.begin()
    link = space.link
    assert link is not None
    link.begin(order)
    if order.source is None:
        return CellAnswer()
    before = link.calls
    left = traces.state(space) if order.watched else {}
    own = dict(space) if order.alone else {}
    outputs, error = shell.execute(order.source, silent=order.silent)
    drew = link.seeds.moved
    if order.alone:
        space.go_back(own)
    from_learner = bool(getattr(error, "from_learner", False))
    starved = isinstance(error, MemoryError)
    return CellAnswer(
        outputs,
        error is not None,
        memory=starved and not from_learner,
        learner_memory=starved and from_learner,
        from_learner=from_learner,
        gone=isinstance(error, LearnerGoneError),
        line=_line_of(error),
        direct=_is_direct(error),
        assertion=isinstance(error, AssertionError),
        calls=link.calls - before,
        unsendable=list(link.unsendable),
        opaque=list(dict.fromkeys(link.opaque)),
        altered=error is None and not order.silent and link.copies.altered(),
        drew=drew,
        lent=link.has_lent,
        traces=traces.differing(left, traces.state(space)) if order.watched else [],
    )


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
