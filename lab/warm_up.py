"""Runs in Pyodide while the lab is built: imports, fails, completes and inspects as a learner's session does.

Each module that this needs is then delivered as bytecode, since compiling pandas in a browser takes longer
than loading it. The bytecode says on which line an error was, not in which column: a fifth of its bytes.
"""

import importlib.util
import marshal
import os
import sys
import zipfile
import zipimport
from pathlib import Path

assert os.environ["PYTHONNODEBUGRANGES"]  # set by compile.mjs before Python starts
sys.dont_write_bytecode = False  # before the imports below
out, err = sys.stdout, sys.stderr

import piplite.piplite  # noqa: E402, F401
import pyodide_kernel  # noqa: E402

sys.stdout, sys.stderr = out, err  # the kernel's own lead to a page, and there is none
shell = pyodide_kernel.ipython_shell
shell.Completer.use_jedi = False  # as prepare.py does
shell.displayhook.publish_execution_result = lambda *_: None
for source in (
    "import pandas as pd\nimport numpy as np",
    "table = pd.DataFrame({'a': ['x', 'y'], 'b': pd.to_datetime(['2026-01-01', None])})",
    "table.groupby('a')['b'].max()",
    "table._repr_html_()",
    "table.merge(table, on='a').sort_values('a').to_csv()",
    "np.random.default_rng(7).normal()",
    "import anywidget, ipywidgets",
):
    shell.run_cell(source).raise_error()
shell.run_cell("table['c']")  # a traceback loads what formats it
for code, wanted in (
    ("table.gro", "groupby"),
    ("table['a'].val", "value_counts"),
    ("pd.DataFr", "DataFrame"),
):
    matches = pyodide_kernel.kernel_instance.complete(code, len(code))["matches"]
    assert any(match.endswith(wanted) for match in matches), f"{code} is completed to {matches}"
shell.object_inspect_mime("table", 0)

_SITE = Path("/lib/python3.12/site-packages")
_HEAD_SIZE = 16  # bytes: magic number, flags, and what would tell that the source has changed
_UNCHECKED = (1).to_bytes(4, "little") + b"\0" * 8  # the source is not there to be compared


def _of_packages():
    """Python has written what it compiled beside the source."""
    for path in sorted(_SITE.rglob("__pycache__/*.cpython-312.pyc")):
        module = path.parent.parent / path.name.replace(".cpython-312.pyc", ".py")
        data = path.read_bytes()
        yield f"site/{module.relative_to(_SITE)}", data[:4] + _UNCHECKED + data[_HEAD_SIZE:]


def _of_standard_library():
    """It lies in a zip file, beside which nothing can be written."""
    for name, module in sorted(sys.modules.items()):
        loader = getattr(module, "__loader__", None)
        if not isinstance(loader, zipimport.zipimporter) or module.__name__ != name:
            continue
        path = loader.get_filename(name).removeprefix(f"{loader.archive}/")
        if path.endswith(".py"):
            data = marshal.dumps(loader.get_code(name))
            yield f"stdlib/{path}", importlib.util.MAGIC_NUMBER + _UNCHECKED + data


with zipfile.ZipFile("/tmp/bytecode.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, data in (*_of_packages(), *_of_standard_library()):
        archive.writestr(name, data)
