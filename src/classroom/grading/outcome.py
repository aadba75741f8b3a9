"""What running one cell gave, of which a learner's process may have said anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from classroom.records import Role
from classroom.wire.orders import CellAnswer

__all__ = ["Outcome", "error_output", "outcome_of"]


@dataclass
class Outcome:
    """What running one cell gave."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    failed: bool = False
    ended: str = ""  # "timeout", "memory" or "crashed" when the cell did not end by itself
    line: int | None = None  # the line of the cell that failed
    direct: bool = False  # a statement of the cell itself raised the error
    assertion: bool = False  # a check spoke: its message says all
    from_learner: bool = False  # the error was raised by the learner's code
    unsendable: list[str] = field(default_factory=list)
    opaque: list[str] = field(default_factory=list)  # types of the values that tests only had a handle of
    altered: bool = False  # a test changed a copy of what the learner's code may hold
    suspicions: list[str] = field(default_factory=list)
    traces: list[str] = field(
        default_factory=list
    )  # what a test has left in its process, where that is asked
    passing: list[int] = field(default_factory=list)  # wrong versions of a shared test that passed
    calls: int = 0  # of the learner's functions, by a test
    set_up: str = ""  # the error of a set-up cell that failed in the tests' process and nowhere else
    seconds: float = 0.0


def error_output(name: str, message: str) -> dict[str, Any]:
    """An error as the notebook format has it."""
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": [f"{name}: {message}"]}


def outcome_of(answer: CellAnswer, role: Role) -> Outcome:
    """What a process answers, as far as its role lets it be believed."""
    outputs = _checked_outputs(answer.outputs)
    # An error that is only shown, by a magic say, counts as in stock nbgrader.
    failed = answer.error or any(output["output_type"] == "error" for output in outputs)
    outcome = Outcome(outputs, failed, suspicions=[*answer.suspicions])
    if role is Role.CHECKER:  # of a learner nothing else is believed
        outcome.line, outcome.direct, outcome.assertion = answer.line, answer.direct, answer.assertion
        outcome.from_learner, outcome.calls = answer.from_learner, answer.calls
        outcome.unsendable, outcome.opaque = [*answer.unsendable], [*answer.opaque]
        outcome.altered, outcome.traces = answer.altered, [*answer.traces]
    if failed and (answer.memory or (role is Role.CHECKER and answer.learner_memory)):
        outcome.ended = "memory"
    return outcome


_KINDS = {
    "stream": ("name", "text"),
    "error": ("ename", "evalue", "traceback"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
}


def _checked_outputs(outputs: Any) -> list[dict[str, Any]]:
    """Only outputs of the notebook format pass; the learner's process may send anything."""
    checked = []
    for output in outputs if isinstance(outputs, list) else []:
        kind = output.get("output_type") if isinstance(output, dict) else None
        if kind not in _KINDS or not all(key in output for key in _KINDS[kind]):
            continue
        kept = {"output_type": kind, **{key: output[key] for key in _KINDS[kind]}}
        if kind == "stream":
            kept["name"] = "stderr" if output["name"] == "stderr" else "stdout"
            kept["text"] = _clean(output["text"])
        elif kind == "error":
            kept["ename"], kept["evalue"] = _clean(output["ename"]), _clean(output["evalue"])
            lines = output["traceback"]
            kept["traceback"] = [_clean(line) for line in lines] if isinstance(lines, list) else []
        else:
            data = output["data"] if isinstance(output["data"], dict) else {}
            kept["data"] = {str(key): _clean(value) for key, value in data.items()}
            kept["metadata"] = {}
            if kind == "execute_result":
                count = output["execution_count"]
                kept["execution_count"] = count if type(count) is int else None
        checked.append(kept)
    return checked


def _clean(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode("utf-8")
