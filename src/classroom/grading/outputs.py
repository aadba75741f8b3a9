"""What a student gets to see of their cells' output must not carry what hidden tests passed in.

A function can keep the arguments that a hidden test calls it with, for a later cell to print. Cells that put
something out after such a test are run again, without any tests, for their outputs. Only the student's own
cells: the trainer's, which show what an answer gives, would cost every notebook a second run.
"""

from __future__ import annotations

from classroom.grading.outcome import Outcome
from classroom.grading.session import Session
from classroom.records import CellRole
from classroom.submission.rebuild import RebuiltNotebook

__all__ = ["rerun_without_tests"]


def rerun_without_tests(rebuilt: RebuiltNotebook, session: Session, outcomes: dict[int, Outcome]) -> None:
    """Replace the outputs of cells that ran after a hidden test by what they put out without one.

    Parameters
    ----------
    session : one that has run nothing yet; it is closed afterwards
    outcomes : by place in the notebook; changed in place
    """
    cells = rebuilt.plan.cells
    hidden = [
        place
        for place, outcome in outcomes.items()
        if cells[place].hidden_from and (cells[place].shared or outcome.calls)
    ]
    after = min(hidden, default=len(cells))
    later = {
        place
        for place, outcome in outcomes.items()
        if place > after
        and cells[place].role in (CellRole.ANSWER, CellRole.OWN)
        and outcome.outputs
        and not outcome.ended
    }
    if not later:
        return
    try:
        for place, cell in enumerate(cells[: max(later) + 1]):
            if place in outcomes and cell.role != CellRole.TEST and not outcomes[place].ended:
                again = session.learner(rebuilt.source(cell))
                if place in later:
                    outcomes[place].outputs = again.outputs
    finally:
        session.close()
