"""An IPython shell without a kernel: runs one cell and returns its outputs in the notebook format.

A Jupyter kernel costs about 45 ms to start and 7 ms of messages a cell, and hands the learner's code the
keys of the channel its outputs travel on. The shell below is the same IPython, called directly.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from binascii import b2a_base64
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from classroom import messages
from classroom.kernel.compiler import RepeatCompiler

__all__ = ["CellShell", "Recorder", "make_shell"]

_ERROR_BYTES = 20_000  # [characters] of one error's text and traceback that are kept
_RICH = frozenset(f"text/{form}" for form in ("html", "latex", "markdown", "plain"))
_RICH |= {f"image/{form}" for form in ("gif", "jpeg", "png", "svg+xml", "webp")}


class Recorder:
    """The outputs of one cell, cut at a number of characters."""

    def __init__(self, limit: int) -> None:
        self.outputs: list[dict[str, Any]] = []
        self._left = limit
        self._cut = False

    def stream(self, name: str, content: str) -> None:
        """Add text written to stdout or stderr."""
        if self._cut or not content:
            return
        if len(content) > self._left:
            content = content[: self._left] + messages.OUTPUT_CUT
            self._cut = True
        self._left -= len(content)
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last["output_type"] == "stream" and last["name"] == name:
            last["text"].append(content)
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": [content]})

    def display(self, output: dict[str, Any]) -> None:
        """Add a displayed object."""
        output["data"] = {kind: _as_text(data) for kind, data in output["data"].items() if kind in _RICH}
        size = sum(len(data) if isinstance(data, str | bytes) else 0 for data in output["data"].values())
        if self._cut or size > self._left:
            self.stream("stdout", " " * (self._left + 1) if not self._cut else "")
            return
        self._left -= size
        self.outputs.append(output)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Add an error; errors are kept even when the output has been cut."""
        kept: list[str] = []
        left = _ERROR_BYTES
        for line in traceback[:100]:
            kept.append(line[:left])
            left -= len(line)
            if left <= 0:
                break
        self.outputs.append(
            {"output_type": "error", "ename": name[:200], "evalue": value[:_ERROR_BYTES], "traceback": kept}
        )

    def finish(self) -> list[dict[str, Any]]:
        """The outputs, in the notebook format."""
        for output in self.outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
        return self.outputs


def _as_text(data: Any) -> Any:
    """Pictures as the notebook format has them: in base64. IPython leaves that to the kernel."""
    return b2a_base64(data, newline=False).decode("ascii") if isinstance(data, bytes) else data


class _Stream(io.TextIOBase):
    def __init__(self, shell: CellShell, name: str) -> None:
        self._shell = shell
        self._name = name

    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, content: str) -> int:
        if not isinstance(content, str):
            raise TypeError(f"write() argument must be str, not {type(content).__name__}")
        self._shell.recorder.stream(self._name, content)
        return len(content)


class _Publisher(DisplayPublisher):
    shell: Any

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **options: Any) -> None:
        if not options.get("update"):
            self.shell.recorder.display(
                {"output_type": "display_data", "data": dict(data), "metadata": dict(metadata or {})}
            )

    def clear_output(self, wait: bool = False) -> None:
        self.shell.recorder.outputs.clear()


class _Hook(DisplayHook):
    shell: Any

    def write_output_prompt(self) -> None:
        """No prompt: the result is recorded, not printed."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.recorder.display(
            {
                "output_type": "execute_result",
                "data": dict(format_dict),
                "metadata": dict(md_dict or {}),
                "execution_count": self.shell.execution_count,
            }
        )

    def finish_displayhook(self) -> None:
        sys.stdout.flush()


class CellShell(InteractiveShell):
    """IPython's shell, recording outputs instead of sending them."""

    display_pub_class = _Publisher
    displayhook_class = _Hook
    recorder = Recorder(0)
    compiler_class = RepeatCompiler
    output_limit = 1_000_000  # [characters] a cell

    def __init__(self, **options: Any) -> None:
        # The trainer's cells come again in every child: both are filled before the process is forked.
        self._transformed: dict[tuple[str, int], str] = {}
        self._waits: dict[str, bool] = {}  # whether a cell awaits something
        super().__init__(**options)  # type: ignore[no-untyped-call]

    @property
    def user_global_ns(self) -> Any:
        """The namespace cells run in; the tests' process replaces it by one that asks the learner's."""
        return self.user_ns

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        name = getattr(etype, "__name__", str(etype))
        self.recorder.error(name, _safe_text(evalue), list(stb))

    def transform_cell(self, raw_cell: str) -> str:
        """IPython's own transformation; the trainer's cells come again in every child."""
        manager = self.input_transformer_manager
        hooks = (manager.cleanup_transforms, manager.line_transforms, manager.token_transformers)
        key = raw_cell, sum(map(len, hooks)) + len(self.input_transformers_post)
        if key not in self._transformed:
            self._transformed[key] = super().transform_cell(raw_cell)  # type: ignore[no-untyped-call]
        return self._transformed[key]

    def should_run_async(self, raw_cell: str, *, transformed_cell: Any = None, **rest: Any) -> bool:
        """IPython's own answer, which costs a compilation."""
        if transformed_cell is None or rest.get("preprocessing_exc_tuple") is not None or not self.autoawait:
            return super().should_run_async(raw_cell, transformed_cell=transformed_cell, **rest)
        if transformed_cell not in self._waits:
            found = super().should_run_async(raw_cell, transformed_cell=transformed_cell, **rest)
            self._waits[transformed_cell] = found
        return self._waits[transformed_cell]

    def enable_gui(self, gui: Any = None) -> None:
        """No event loop is entered."""

    def ask_exit(self) -> None:
        """`exit` ends its cell: what stands below is somebody's work too."""
        raise SystemExit

    def system(self, cmd: str) -> None:
        """A `!command` line: its output is recorded; no terminal is given to it."""
        done = subprocess.run(cmd, shell=True, capture_output=True, text=True, errors="replace", check=False)
        sys.stdout.write(done.stdout)
        sys.stderr.write(done.stderr)
        self.user_ns["_exit_code"] = done.returncode

    def execute(
        self, source: str, silent: bool = False, history: bool = True
    ) -> tuple[list[dict[str, Any]], BaseException | None]:
        """Run one cell; returns its outputs and the exception it ended with.

        A silent cell's last expression is not displayed. One without history leaves no trace in `In` and `_`.
        """
        self.recorder = Recorder(self.output_limit)
        old = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")
        try:
            result = self.run_cell(source, store_history=history and not silent, silent=silent)  # type: ignore[no-untyped-call]
            error = result.error_before_exec or result.error_in_exec
        except BaseException as raised:  # an interrupt that arrives between two of IPython's own handlers
            error = raised
        finally:
            sys.stdout, sys.stderr = old
        if error is not None and not any(out["output_type"] == "error" for out in self.recorder.outputs):
            self.recorder.error(type(error).__name__, _safe_text(error), [])
        return self.recorder.finish(), error


def _safe_text(error: Any) -> str:
    try:
        return str(error)
    except BaseException:
        return ""


def make_shell() -> CellShell:
    """The process's one shell, without history file, start-up files or colours."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    config.InteractiveShell.xmode = "Plain"  # the detailed form costs 20 ms an error
    shell: CellShell = CellShell.instance(config=config)
    manager: Any = shell.extension_manager
    manager.load_extension("storemagic")  # as a kernel does
    return shell
