"""Tests that must share the learner's process (figures, subclasses): declared by the trainer, never by the
learner.

The process belongs to the learner, so this protection is weaker: hooks are put back, and a canary that must
fail and one that must pass surround the test. Before it, wrong versions of the test run in copies of the
process. Whatever looks wrong scores nothing and is flagged.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from classroom.kernel.folder import content, put_back
from classroom.kernel.shell import CellShell
from classroom.wire.orders import CellAnswer

__all__ = ["run", "trial"]


def _reset(shell: CellShell) -> list[str]:
    """Put IPython's hooks back; returns what had been changed."""
    changed = []
    if shell.ast_transformers:
        changed.append("ast_transformers")
        shell.ast_transformers.clear()
    manager = shell.input_transformer_manager
    fresh = TransformerManager()  # type: ignore[no-untyped-call]
    if shell.input_transformers_post or len(manager.cleanup_transforms) != len(fresh.cleanup_transforms):
        changed.append("input_transformers")
        shell.input_transformers_post.clear()
        shell.input_transformer_manager = fresh
    for name in ("showtraceback", "_showtraceback", "run_code", "run_ast_nodes", "run_cell", "execute"):
        if name in vars(shell):
            changed.append(name)
            delattr(shell, name)
    if type(shell.displayhook) is not shell.displayhook_class or vars(type(shell.displayhook)).get(
        "__call__"
    ):
        changed.append("displayhook")
        shell.init_displayhook()  # type: ignore[no-untyped-call]
    if shell.custom_exceptions:
        changed.append("custom_exceptions")
        shell.custom_exceptions = ()
    return changed


def _canaries(shell: CellShell) -> bool:
    nonce = secrets.token_hex(8)
    failing, passing, unequal = (
        shell.execute(check, history=False)[1]
        for check in (
            f"assert False, {nonce!r}",
            f"assert {nonce!r} == {nonce!r}",
            f"assert {nonce!r} == {nonce[::-1] + 'x'!r}",
        )
    )
    return (
        type(failing) is AssertionError
        and str(failing) == nonce
        and passing is None
        and type(unequal) is AssertionError
    )


def run(shell: CellShell, source: str) -> CellAnswer:
    """Run one shared test."""
    suspicions = _reset(shell)
    if not _canaries(shell):
        suspicions.append("canary")
    outputs, error = shell.execute(source)
    if _reset(shell) or not _canaries(shell):
        suspicions.append("canary")
    starved = isinstance(error, MemoryError)
    return CellAnswer(outputs, error is not None, starved, suspicions)


def trial(shell: CellShell, source: str) -> CellAnswer:
    """Run one shared test in a copy of this process; what it does in the folder is undone."""
    folder = Path.cwd()
    before = content(folder)
    from_copy, to_parent = os.pipe()
    copy = os.fork()
    if copy == 0:
        try:
            with os.fdopen(to_parent, "wb") as file:
                file.write(run(shell, source).to_json(""))
        finally:
            os._exit(0)
    os.close(to_parent)
    with os.fdopen(from_copy, "rb") as file:
        raw = file.read()
    os.waitpid(copy, 0)
    if before is not None:
        with contextlib.suppress(OSError):
            put_back(folder, before)
    try:
        return CellAnswer.from_json(json.loads(raw))
    except (ValueError, AttributeError):
        return CellAnswer(error=True)
