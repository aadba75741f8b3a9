"""What test cells gave before: the same cell that gets the same answers gives the same again.

A test cell sees of a submission nothing but the answers to its questions. Where a cell stands alone
(`assignment.alone`), its verdict hangs on them and on nothing else: so the questions that it asked are put to
the next student's process as they were, and as long as the answers are the same, byte for byte, the cell need
not be run. With the first other answer it is.

Whoever gives the answers that others gave gets the mark that others got. What is compared was seen by the
grader itself on its way, so that no process can say anything about a submission but its own.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from classroom.wire.orders import CellAnswer, RunTest, order_to_json

__all__ = ["Finding", "Known", "Step", "Talk", "followed_by", "key_of"]

Talk = list[tuple[bytes, bytes]]  # each question of a test cell, and the answer to it, as they travelled
Finding = tuple[str, Talk, CellAnswer]  # a cell's key, what was said, and what it gave
_MOST_BYTES = 64 << 20  # [bytes] of questions and answers that are kept
_TALK_BYTES = 4 << 20  # [bytes] of one cell: a longer one is not kept


@dataclass
class Step:
    """What a test cell does after the answers so far: it asks, or it has ended."""

    question: bytes = b""
    after: dict[bytes, Step] = field(default_factory=dict)  # by the answer
    ended: CellAnswer | None = None


class Known:
    """What test cells of one assignment have asked, been answered and given."""

    def __init__(self) -> None:
        self._first: dict[str, Step | None] = {}  # None: does not do the same each time
        self._news: list[Finding] = []
        self._bytes = 0
        self._one_at_a_time = threading.Lock()

    def first(self, key: str) -> Step | None:
        """What a cell does first; None when that is not known."""
        return self._first.get(key)

    def add(self, key: str, talk: Talk, ended: CellAnswer) -> None:
        """Note what a cell asked, was answered, and gave in the end."""
        if self._keep(key, talk, ended):
            self._news.append((key, talk, ended))

    def news(self) -> list[Finding]:
        """What has been noted since this was last asked."""
        found, self._news = self._news, []
        return found

    def learn(self, findings: Iterable[Finding]) -> None:
        """Note what somebody else has noted."""
        for finding in findings:
            self._keep(*finding)

    def _keep(self, key: str, talk: Talk, ended: CellAnswer) -> bool:
        """Whether there was something new to keep, and room for it."""
        shown = len(repr(ended.outputs))
        size = shown + sum(len(question) + len(answer) for question, answer in talk)
        with self._one_at_a_time:
            step = self._first.setdefault(key, Step())
            if step is None or size > _TALK_BYTES or self._bytes + size > _MOST_BYTES:
                return False
            for question, answer in talk:
                if step.ended is not None or step.question not in (b"", question):
                    self._first[key] = None
                    return False
                # Another thread may be reading: what comes after an answer is there before the question is.
                if answer not in step.after:
                    step.after[answer] = Step()
                    self._bytes += len(question) * (not step.question) + len(answer)
                step.question = question
                step = step.after[answer]
            if step.question:
                self._first[key] = None
            elif step.ended is None:
                step.ended = ended
                self._bytes += shown
                return True
            return False

    def never(self, key: str) -> None:
        """Keep nothing of a cell that does not do the same each time."""
        self._first[key] = None


def key_of(earlier: str, order: RunTest) -> str:
    """What a cell's doing hangs on besides the answers: itself, and what its process has run before."""
    return hashlib.sha256(earlier.encode() + order_to_json(order, "")).hexdigest()


def followed_by(key: str, talk: Iterable[tuple[bytes, bytes | None]]) -> str:
    """What the doing of later cells hangs on, after a set-up cell and what was said meanwhile."""
    hasher = hashlib.sha256(key.encode())
    for message in itertools.chain.from_iterable(talk):
        hasher.update(message or b"")
    return hasher.hexdigest()
