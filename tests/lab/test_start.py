"""What a start of Python in a browser that has been here before spares."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from browsers import ARGUMENTS, find
from lab_learner import Site
from playwright.sync_api import Browser

WASM = "/lab/static/pyodide/pyodide.asm.wasm"
START = """async () => {
  const { first } = await (await fetch("lab/status.json")).json();
  const { loadPyodide } = await import(new URL("lab/static/pyodide/pyodide.mjs", location));
  const python = await loadPyodide({ lockFileURL: new URL(first[0], new URL("lab/", location)).href });
  return python.runPython("6 * 7");
}"""


def test_python_that_the_browser_has_is_asked_for_no_more(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    kind = browser.browser_type
    program = find(SimpleNamespace(chromium=kind))  # type: ignore[arg-type]  # all that it looks at
    context = kind.launch_persistent_context(tmp_path, executable_path=program, args=list(ARGUMENTS))
    try:
        for _ in range(2):
            context.pages[0].goto(f"{site.address}/404.html")
            assert context.pages[0].evaluate(START) == 42
    finally:
        context.close()

    assert site.asked.count(WASM) == 1  # asked again, Chromium would compile again
