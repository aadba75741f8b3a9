"""The grader between two processes: what comes through is what was sent, and nobody holds it up."""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from classroom.grading.relay import DivergedError, Relay
from classroom.wire import framing, line

LARGE = bytes(range(256)) * (3 << 12)  # 3 MB: goes over in memory of its own


@dataclass
class Ends:
    """The four ends that the two processes and the grader hold."""

    relay: Relay
    learner: socket.socket
    tests: socket.socket
    control: socket.socket  # the grader's end of the line to the tests' process
    told: socket.socket  # the tests' end of it


@pytest.fixture
def ends() -> Iterator[Ends]:
    to_learner, learner = socket.socketpair()
    to_tests, tests = socket.socketpair()
    control, told = socket.socketpair()
    relay = Relay(to_learner)
    relay.join(to_tests)
    yield Ends(relay, learner, tests, control, told)
    relay.close()
    for each in (learner, tests, control, told):
        each.close()


def framed(message: bytes) -> bytes:
    return struct.pack(">I", len(message)) + message


def left_s() -> float:
    return 5.0


def asked(ends: Ends, *questions: bytes) -> threading.Thread:
    """The tests' process in a thread: asks, waits for each answer, and says them all at the end."""

    def run() -> None:
        answers = []
        for question in questions:
            line.send(ends.tests, [question])
            try:
                answers.append(bytes(line.receive(ends.tests, 1 << 26)))
            except framing.ClosedError:
                answers.append(b"closed")
        ends.told.sendall(framed(b",".join(answers)))

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def learner_answers(ends: Ends, *answers: bytes) -> threading.Thread:
    def run() -> None:
        for answer in answers:
            line.receive(ends.learner, 1 << 26)
            line.send(ends.learner, [answer])

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_carry_questions_and_answers_arrive_and_are_returned(ends: Ends) -> None:
    threads = asked(ends, b"one", b"two" * 99_999), learner_answers(ends, b"1", b"2" * 300_000)
    talk = ends.relay.carry(ends.control, left_s)
    assert talk == [(framed(b"one"), framed(b"1")), (framed(b"two" * 99_999), framed(b"2" * 300_000))]
    assert framing.receive(ends.control, 1 << 26) == b"1," + b"2" * 300_000
    for thread in threads:
        thread.join()


def test_carry_message_in_shared_memory_arrives_and_is_not_kept(ends: Ends) -> None:
    threads = asked(ends, LARGE), learner_answers(ends, LARGE)
    assert ends.relay.carry(ends.control, left_s) is None
    assert framing.receive(ends.control, 1 << 26) == LARGE
    for thread in threads:
        thread.join()


def test_carry_with_script_answers_from_it_and_asks_the_rest(ends: Ends) -> None:
    threads = asked(ends, b"one", b"two", b"three"), learner_answers(ends, b"3")
    talk = ends.relay.carry(
        ends.control, left_s, [(framed(b"one"), framed(b"1")), (framed(b"two"), framed(b"2"))]
    )
    assert framing.receive(ends.control, 99) == b"1,2,3"
    assert talk is not None
    assert [answer for _, answer in talk] == [framed(b"1"), framed(b"2"), framed(b"3")]
    for thread in threads:
        thread.join()


def test_carry_answer_to_a_question_put_before_waits_for_its_turn(ends: Ends) -> None:
    line.send(ends.learner, [b"another, longer"])
    known = framed(b"short")
    assert ends.relay.put_question(framed(b"two"), [known], left_s) == b""
    thread = asked(ends, b"one", b"two")
    script = [(framed(b"one"), framed(b"1")), (framed(b"two"), None)]
    ends.relay.carry(ends.control, left_s, script)
    assert framing.receive(ends.control, 99) == b"1,another, longer"
    thread.join()


def test_carry_tests_that_ask_something_else_diverge(ends: Ends) -> None:
    thread = asked(ends, b"another")
    with pytest.raises(DivergedError):
        ends.relay.carry(ends.control, left_s, [(framed(b"one"), framed(b"1"))])
    ends.relay.close()
    thread.join()


def test_carry_what_nobody_asked_for_waits(ends: Ends) -> None:
    line.send(ends.learner, [b"unasked"])
    ends.told.sendall(framed(b"done"))
    assert ends.relay.carry(ends.control, left_s) == []
    assert framing.receive(ends.control, 99) == b"done"


def test_carry_student_who_hangs_up_shows_to_the_tests(ends: Ends) -> None:
    ends.learner.close()
    thread = asked(ends, b"one")
    ends.relay.carry(ends.control, left_s)
    assert framing.receive(ends.control, 99) == b"closed"
    thread.join()


def test_carry_student_who_never_reads_is_stopped_by_the_clock(ends: Ends) -> None:
    ends.tests.sendall(framed(b"q" * (8 << 20))[: 1 << 16])  # only a part of it ever comes
    end = time.monotonic() + 0.3
    with pytest.raises(framing.TimedOutError):
        ends.relay.carry(ends.control, lambda: end - time.monotonic())


def test_put_question_same_length_and_other_content_is_returned(ends: Ends) -> None:
    thread = learner_answers(ends, b"2")
    assert ends.relay.put_question(framed(b"one"), [framed(b"1")], left_s) == framed(b"2")
    thread.join()


def test_put_question_nobody_answers_is_stopped_by_the_clock(ends: Ends) -> None:
    end = time.monotonic() + 0.3
    with pytest.raises(framing.TimedOutError):
        ends.relay.put_question(framed(b"one"), [framed(b"1")], lambda: end - time.monotonic())


def test_put_question_to_nobody_is_no_answer(ends: Ends) -> None:
    ends.learner.close()
    assert ends.relay.put_question(framed(b"one"), [framed(b"1")], left_s) == b""


def test_carry_leaves_no_descriptors_behind(ends: Ends) -> None:
    before = len(os.listdir("/proc/self/fd"))
    threads = asked(ends, LARGE), learner_answers(ends, LARGE)
    ends.relay.carry(ends.control, left_s)
    assert framing.receive(ends.control, 1 << 26) == LARGE
    for thread in threads:
        thread.join()
    assert len(os.listdir("/proc/self/fd")) == before
