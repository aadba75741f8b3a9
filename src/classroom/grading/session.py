"""One notebook's cells in its two processes: keeps the caps, and starts the processes again when one ends.

After a crash the earlier cells are run again in fresh processes, the one that crashed is left out, and the
notebook goes on: a crash costs its own points and no others.

The tests' process is started when something has to be run in it: what is known (`known`) has not.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from classroom import messages
from classroom.grading.known import Known, Talk, followed_by, key_of
from classroom.grading.outcome import Outcome, error_output, outcome_of
from classroom.grading.pair import Pair
from classroom.grading.relay import DivergedError, Script
from classroom.limits import Limits
from classroom.records import Role
from classroom.sandbox.base import Process, Sandbox
from classroom.sandbox.usage import Meter
from classroom.wire import framing
from classroom.wire.orders import CellAnswer, Order, RunCell, RunSharedTest, RunTest

__all__ = ["Session"]

_GRACE_S = 1.0  # [s] of processor time between an interrupt and the end of the process
_END_S = 10.0  # [s] within which a process that has hung up must have ended
_LOOK_S = 0.01
_RESTARTS = 6  # fresh starts of one notebook, then the rest is not run
_FAILURES = (framing.ClosedError, framing.TimedOutError, DivergedError)


class Session:
    """The student's and the tests' process of one notebook.

    Parameters
    ----------
    sandbox : where both processes are started
    folders : what the student's process finds in its folder, one over the other: the student's own files,
        then the assignment's
    files_mb : [MB] room that they take
    over : folders of files that lie over these in the student's process alone
    known : what test cells of this assignment gave before; without it all are run
    watched : whether the outcomes of tests say what these leave in their process
    """

    def __init__(
        self,
        sandbox: Sandbox,
        folders: Sequence[Path],
        files_mb: int,
        limits: Limits,
        over: Sequence[Path] = (),
        known: Known | None = None,
        watched: bool = False,
    ) -> None:
        self._sandbox = sandbox
        self._folders = [*folders, *over]
        self._trusted = folders[-1:]
        self._files_mb = files_mb
        self._limits = limits
        self._used_s = 0.0  # of the notebook's time
        self._pair: Pair | None = None
        self._history: list[tuple[Role, Order]] = []
        self._starts = 0
        self._known = known  # None from the first cell on after which the tests' process may stand elsewhere
        self._watched = watched
        self._asked = 0  # orders to the tests' process
        self._behind: list[tuple[RunTest, Script]] = []  # of these, known ones that it has to catch up with
        self._earlier = ""  # what its doing hangs on besides the answers to a cell
        self.peak_mb = 0.0

    def close(self) -> None:
        """End both processes and all they started."""
        if self._pair is not None:
            self.peak_mb = max(self.peak_mb, self._pair.close())
        self._pair = None

    def learner(self, source: str, remember: bool = True) -> Outcome:
        """Run a cell in the student's process."""
        return self._run(Role.LEARNER, RunCell(source), remember)

    def shared(self, source: str, trial: bool = False) -> Outcome:
        """Run a test in the student's process, the shared way; a trial leaves no trace there."""
        return self._run(Role.LEARNER, RunSharedTest(source, trial), False)

    def test(self, source: str, student_names: list[str], alone: bool = False) -> Outcome:
        """Run a test cell in the tests' process."""
        return self._run(Role.CHECKER, self._numbered(RunTest(source, student_names, alone=alone)), True)

    def prepare(self, source: str | None, forget: list[str], student_names: list[str]) -> Outcome:
        """Run a set-up cell in the tests' process, where nobody sees what it puts out."""
        order = RunTest(source, student_names, forget, silent=True)
        return self._run(Role.CHECKER, self._numbered(order), True)

    def _numbered(self, order: RunTest) -> RunTest:
        self._asked += 1
        return replace(order, number=self._asked, watched=self._watched and not order.silent)

    def _start(self) -> Pair | None:
        """The processes: fresh ones, with the history run again, where one has ended; None after too many."""
        if self._pair is not None:
            if not self._pair.has_ended():
                return self._pair
            self.close()
        if self._starts > _RESTARTS:
            return None
        if self._starts:
            self._known = None
            self._behind.clear()
        self._starts += 1
        self._pair = Pair(self._sandbox, self._folders, self._trusted, self._files_mb, self._limits)
        for place, (role, order) in enumerate(self._history):
            try:
                with self._metered(self._pair) as meter:
                    self._pair.send(role, order, meter.left_s)
            except _FAILURES:
                # It does not end the same way twice: leave it out.
                del self._history[place]
                self.close()
                return self._start()
        return self._pair

    def _catch_up(self, pair: Pair) -> None:
        """Have everything run in the tests' process that was known.

        Raises
        ------
        framing.ClosedError, framing.TimedOutError, DivergedError
        """
        pair.start_checker()
        while self._behind:
            order, script = self._behind.pop(0)
            with self._metered(pair) as meter:
                pair.send(Role.CHECKER, order, meter.left_s, script)

    @contextlib.contextmanager
    def _metered(self, pair: Pair) -> Iterator[Meter]:
        """What one cell may use; what it has used then counts for the notebook."""
        meter = pair.meter(min(self._limits.cell_s, self._limits.notebook_s - self._used_s))
        try:
            yield meter
        finally:
            self._used_s += meter.used_s

    def _run(self, role: Role, order: Order, remember: bool) -> Outcome:
        if self._used_s >= self._limits.notebook_s:
            return Outcome([error_output("NotebookTimeout", messages.NOTEBOOK_TIMEOUT)], True, "timeout")
        pair = self._start()
        if pair is None:
            return Outcome([error_output("TooManyCrashes", messages.TOO_MANY_CRASHES)], True, "crashed")
        if isinstance(order, RunTest):
            outcome = self._examine(pair, order)
        else:
            with self._metered(pair) as meter:
                outcome = self._ask(pair, role, order, meter)[0]
                outcome.seconds = meter.took_s()
        # A cell that ended its process is not run again after the restart; all others are.
        if remember and not outcome.ended:
            self._history.append((role, order))
        return outcome

    def _examine(self, pair: Pair, order: RunTest) -> Outcome:
        """What a test or set-up cell gives: from what is known, or by running it."""
        if not (order.alone or order.silent):  # nobody knows what it will leave
            self._known = None
        key = key_of(self._earlier, order)
        with self._metered(pair) as meter:
            try:
                script, answer = self._recall(pair, key, meter)
            except framing.TimedOutError:
                return self._too_long(pair, Role.CHECKER, meter)
            seconds = meter.took_s()
        if answer is not None:
            if order.silent:
                self._behind.append((order, script))
                self._earlier = followed_by(key, script)
            return replace(outcome_of(answer, Role.CHECKER), seconds=seconds)
        try:
            self._catch_up(pair)
            with self._metered(pair) as meter:
                outcome, answer, talk = self._ask(pair, Role.CHECKER, order, meter, script)
                outcome.seconds = seconds + meter.took_s()
        except _FAILURES:  # it does not do what it did: everything is run again, and nothing taken as known
            if self._known is not None:
                self._known.never(key)
            self.close()
            return self._run(Role.CHECKER, order, False)
        self._note(key, order, outcome, answer, talk)
        return outcome

    def _recall(self, pair: Pair, key: str, meter: Meter) -> tuple[Script, CellAnswer | None]:
        """Put to the student's process the questions that a cell is known to ask; what it was answered, and
        what the cell gave to whoever answered the same.
        """
        script: list[tuple[bytes, bytes | None]] = []
        step = None if self._known is None else self._known.first(key)
        while step is not None and step.question:
            answer = pair.relay.put_question(step.question, tuple(step.after), meter.left_s)
            script.append((step.question, answer or None))
            step = step.after.get(answer)
        return script, None if step is None else step.ended

    def _note(
        self, key: str, order: RunTest, outcome: Outcome, answer: CellAnswer | None, talk: Talk | None
    ) -> None:
        """Note what a cell has given, for others; after one that may leave something, nothing is known."""
        if self._known is None:
            return
        if (
            answer is None
            or outcome.ended
            or (order.alone and answer.drew)
            or (order.silent and talk is None)
        ):
            self._known = None
            return
        if talk is not None and not answer.lent:
            self._known.add(key, talk, answer)
        if order.silent:
            self._earlier = followed_by(key, talk or [])

    def _ask(
        self, pair: Pair, role: Role, order: Order, meter: Meter, script: Script = ()
    ) -> tuple[Outcome, CellAnswer | None, Talk | None]:
        """The outcome of an order; and, where it came to its end, the answer and what was said."""
        try:
            try:
                answer, talk = pair.send(role, order, meter.left_s, script)
            except framing.TimedOutError:
                return self._too_long(pair, role, meter), None, None
        except framing.ClosedError:
            process = pair.learner if role is Role.LEARNER else pair.start_checker()
            return self._gone(process), None, None
        outcome = outcome_of(answer, role)
        if role is Role.CHECKER and answer.gone:
            return self._gone_during_test(pair.learner, outcome), None, None
        return outcome, answer, talk

    def _too_long(self, pair: Pair, role: Role, meter: Meter) -> Outcome:
        """Interrupt, then end. The error is written here, whatever the learner's code makes of the
        interrupt.
        """
        outcome = Outcome([error_output("CellTimeoutError", self._why_stopped(meter))], True, "timeout")
        self._known = None
        for target in [pair.learner] if role is Role.LEARNER else pair.processes:
            target.interrupt()
            with contextlib.suppress(*_FAILURES):
                pair.await_end(role, pair.meter(_GRACE_S).left_s)
                return outcome
        self.close()
        return outcome

    def _why_stopped(self, meter: Meter) -> str:
        limits = self._limits
        if meter.used_s < meter.limit_s:
            return messages.CELL_BOUND.format(elapsed=meter.elapsed_s, used=meter.used_s)
        if meter.limit_s < limits.cell_s:
            return messages.NOTEBOOK_TIMEOUT_IN_CELL.format(limit=limits.notebook_s)
        if meter.asleep_s > meter.cpu_s:
            return messages.CELL_ASLEEP.format(asleep=meter.asleep_s, limit=limits.cell_s)
        return messages.CELL_TIMEOUT.format(used=meter.used_s, limit=limits.cell_s)

    def _gone(self, process: Process) -> Outcome:
        ending = process.end()
        self.close()
        if ending.starved:
            return Outcome([error_output("MemoryError", messages.MEMORY_LIMIT)], True, "memory")
        how = (
            messages.BY_SIGNAL.format(number=ending.signal)
            if ending.signal
            else messages.BY_EXIT.format(code=ending.status >> 8)
        )
        return Outcome(
            [error_output("ProcessEnded", messages.PROCESS_ENDED.format(how=how))], True, "crashed"
        )

    def _gone_during_test(self, learner: Process, outcome: Outcome) -> Outcome:
        deadline = time.monotonic() + _END_S
        while not learner.has_ended() and time.monotonic() < deadline:
            time.sleep(_LOOK_S)
        ending = learner.end()
        self.close()
        outcome.ended = "memory" if ending.starved else "crashed"
        outcome.failed = True
        return outcome
